package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Access to the host for the reader of a keepalived.conf. */
public interface HostEnvironment {

  /**
   * Returns the name that {@code @id} lines are compared with; keepalived's default is the host's
   * short name.
   */
  String configId();

  /** Returns the value of an environment variable, or null if it is not set. */
  @Nullable String environment(String name);

  /** Returns a random number from {@code least} to {@code most}, both included. */
  int random(int least, int most);

  /**
   * Returns a file's text.
   *
   * @throws IOException with a message that can be shown to an operator
   */
  String read(String path) throws IOException;

  /**
   * Returns the files that match a shell pattern with {@code * ? [...]}, sorted by name; may be
   * empty.
   *
   * @throws IOException with a message for the operator, if the patterns of this reading have
   *     looked at too many files
   */
  List<String> matching(String pattern) throws IOException;

  /** Returns the MTU of a link in bytes, or empty if it is not known. */
  OptionalInt mtu(String link);

  /** Returns the number of a VRF's routing table, or null if there is no VRF of that name. */
  @Nullable Long vrfTable(String name);

  /** Returns whether the host has a user of that name, or null if users are not looked up. */
  @Nullable Boolean hasUser(String name);

  /** Returns whether the host has a group of that name, or null if groups are not looked up. */
  @Nullable Boolean hasGroup(String name);

  /**
   * Returns the absolute path of a program found by a search like a shell's, or null if it cannot
   * be run.
   */
  @Nullable String locate(String program);

  /**
   * Returns the reason why script security refuses a command, such as "user x: no such user", or
   * null if the command is allowed.
   *
   * @param words the program's absolute path and its arguments
   * @param user null for the agent's own user
   * @param group null for the user's own group
   */
  @Nullable String whyRefused(List<String> words, @Nullable String user, @Nullable String group);
}
