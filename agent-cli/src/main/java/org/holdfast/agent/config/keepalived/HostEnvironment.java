package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The questions about the host that the reader of a keepalived.conf has. */
public interface HostEnvironment {

  /** The name that {@code @id} lines select; keepalived's default is the host's short name. */
  String configId();

  /** An environment variable; null if it is not set. */
  @Nullable String environment(String name);

  /** A random number, both ends included. */
  int random(int least, int most);

  /**
   * A file's text.
   *
   * @throws IOException with a message for people
   */
  String read(String path) throws IOException;

  /** The files that match a shell pattern with {@code * ? [...]}, by name; may be empty. */
  List<String> matching(String pattern);

  /** The greatest size of a packet on that link in bytes; empty if not known. */
  OptionalInt mtu(String link);

  /** Whether the host has a user of that name; null if the host is not asked. */
  @Nullable Boolean hasUser(String name);

  /** Whether the host has a group of that name; null if the host is not asked. */
  @Nullable Boolean hasGroup(String name);

  /** The program's absolute path, searched as a shell does; null if it cannot be run. */
  @Nullable String locate(String program);

  /**
   * Why script security refuses a command, as "user x: no such user"; null when it allows it.
   *
   * @param words the program's absolute path and its arguments
   * @param user null for the agent's own user
   * @param group null for the user's own group
   */
  @Nullable String whyRefused(List<String> words, @Nullable String user, @Nullable String group);
}
