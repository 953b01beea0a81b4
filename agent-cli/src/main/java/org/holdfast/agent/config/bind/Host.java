package org.holdfast.agent.config.bind;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The questions about the machine that the reader of a configuration has. The files of the
 * configuration and the files that it includes are read wherever it is checked. All other questions
 * concern the machine that will run it; {@link OfflineHost} does not ask them.
 */
@SuppressWarnings("ClassInitializationDeadlock") // LocalHost does not use Host when it is created
public interface Host {

  /** The machine that the agent runs on. */
  Host LOCAL = new LocalHost();

  /** The machine's name. */
  String name();

  /**
   * The machine's name up to the first dot, which {@code @id} lines of a keepalived.conf select.
   */
  default String shortName() {
    var name = name();
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** Why {@code path} cannot be run, such as "does not exist"; null if it can. */
  @Nullable String whyNotRunnable(String path);

  /**
   * Why script security refuses a command, such as "user x: no such user"; null if it allows it.
   *
   * @param words the program and its arguments
   * @param user null for the agent's own user
   * @param group null for the user's own group
   */
  @Nullable String whyRefused(List<String> words, @Nullable String user, @Nullable String group);

  /** The path of a program, searched as a shell does; null if it does not exist. */
  @Nullable String find(String program);

  /** Why {@code path} cannot be read as a file, such as "does not exist"; null if it can. */
  @Nullable String whyNotReadable(String path);

  /**
   * Why the kernel does not report changes of {@code path}, such as "is on proc"; null if it does.
   */
  @Nullable String whyNotWatchable(String path);

  /** At most the first {@code most} bytes of a file that belongs to the configuration. */
  byte[] read(String path, int most) throws IOException;

  /** As {@link #read}, for a file of the machine, such as a secret; empty if it is not read. */
  Optional<byte[]> machineFile(String path, int most) throws IOException;

  /** The files of the configuration that match a shell pattern, by name. */
  List<String> matching(String pattern);

  /** Whether there is a user of that name; null if the machine is not asked. */
  @Nullable Boolean hasUser(String name);

  /** Whether there is a group of that name; null if the machine is not asked. */
  @Nullable Boolean hasGroup(String name);
}
