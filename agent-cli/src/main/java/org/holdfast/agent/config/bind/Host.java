package org.holdfast.agent.config.bind;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * Access to the machine for the configuration reader. The configuration file and the files that it
 * includes are always read on the machine that checks the configuration. All other methods concern
 * the machine that will run the configuration; {@link OfflineHost} assumes favourable answers to
 * them.
 */
@SuppressWarnings("ClassInitializationDeadlock") // LocalHost does not use Host when it is created
public interface Host {

  /** The machine that the agent runs on. */
  Host LOCAL = new LocalHost();

  /** Returns the machine's name. */
  String name();

  /**
   * Returns the machine's name up to the first dot, which {@code @id} lines of a keepalived.conf
   * select.
   */
  default String shortName() {
    var name = name();
    int dot = name.indexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  /**
   * Returns the reason why {@code path} cannot be run, such as "does not exist", or null if it can.
   */
  @Nullable String whyNotRunnable(String path);

  /**
   * Returns the reason why script security refuses a command, such as "user x: no such user", or
   * null if the command is allowed.
   *
   * @param words the program and its arguments
   * @param user null for the agent's own user
   * @param group null for the user's own group
   */
  @Nullable String whyRefused(List<String> words, @Nullable String user, @Nullable String group);

  /**
   * Returns the path of a program found by a search like a shell's, or null if there is no such
   * program.
   */
  @Nullable String find(String program);

  /**
   * Returns the reason why {@code path} cannot be read as a file, such as "does not exist", or null
   * if it can.
   */
  @Nullable String whyNotReadable(String path);

  /**
   * Returns the reason why the kernel does not report changes of {@code path}, such as "is on
   * proc", or null if it does.
   */
  @Nullable String whyNotWatchable(String path);

  /** Reads at most the first {@code most} bytes of a file that belongs to the configuration. */
  byte[] read(String path, int most) throws IOException;

  /**
   * Like {@link #read}, for a file of the machine that runs the configuration, such as a secret;
   * returns empty if such files are not read.
   */
  Optional<byte[]> machineFile(String path, int most) throws IOException;

  /**
   * Returns the files of the configuration that match a shell pattern, sorted by name.
   *
   * @throws IOException with a message for the operator, if {@code looks} do not suffice
   */
  List<String> matching(String pattern, Looks looks) throws IOException;

  /** Returns whether there is a user of that name, or null if users are not looked up. */
  @Nullable Boolean hasUser(String name);

  /** Returns whether there is a group of that name, or null if groups are not looked up. */
  @Nullable Boolean hasGroup(String name);

  /** Returns the addresses that the machine has now, or null if they are not looked up. */
  @Nullable Set<IpAddress> addresses();

  /** Returns the number of a VRF's routing table, or null if there is no VRF of that name. */
  @Nullable Long vrfTable(String name);
}
