package org.holdfast.agent.config.bind;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What reading a configuration asks the machine. The files of the configuration itself, with those
 * that it includes, are read wherever it is checked; all else is asked of the machine that will run
 * it, which {@link OfflineHost} leaves undone.
 */
@SuppressWarnings("ClassInitializationDeadlock") // LocalHost asks nothing of Host when it is made
public interface Host {

  /** The machine that we run on. */
  Host LOCAL = new LocalHost();

  /** Its name. */
  String name();

  /**
   * Its name up to the first dot: what {@code @id} lines of a keepalived.conf are compared with.
   */
  default String shortName() {
    var name = name();
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /** Why {@code path} cannot be run, as "does not exist"; null when it can. */
  @Nullable String whyNotRunnable(String path);

  /**
   * Why script security refuses a command, as "user x: no such user"; null when it allows it.
   *
   * @param words the program and its arguments
   * @param user null for the agent's own
   * @param group null for the user's own
   */
  @Nullable String whyRefused(List<String> words, @Nullable String user, @Nullable String group);

  /** Where a program without a path is found, as a shell would look; null when it is nowhere. */
  @Nullable String find(String program);

  /** Why {@code path} is no file that can be read, as "does not exist"; null when it is one. */
  @Nullable String whyNotReadable(String path);

  /** Why changes of {@code path} are not told, as "is on proc"; null when they are. */
  @Nullable String whyNotWatchable(String path);

  /** The first bytes of a file that belongs to the configuration, at most {@code most}. */
  byte[] read(String path, int most) throws IOException;

  /** As {@link #read}, of a file of the machine, as a secret; nothing when it is not looked at. */
  Optional<byte[]> machineFile(String path, int most) throws IOException;

  /** The files of the configuration that a shell pattern means, by name. */
  List<String> matching(String pattern);

  /** Whether there is a user of that name; null when the machine is not looked at. */
  @Nullable Boolean hasUser(String name);

  /** Whether there is a group of that name; null when the machine is not looked at. */
  @Nullable Boolean hasGroup(String name);
}
