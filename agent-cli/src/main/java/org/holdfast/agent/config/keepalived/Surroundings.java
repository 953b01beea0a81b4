package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What reading a configuration asks of the world. */
public interface Surroundings {

  /** What {@code @id} lines are compared with; keepalived's default is the host's short name. */
  String configId();

  /** An environment variable; null when it is not set. */
  @Nullable String environment(String name);

  /** A random number, both ends included. */
  int random(int least, int most);

  /**
   * A file's text.
   *
   * @throws IOException with a message for people
   */
  String read(String path) throws IOException;

  /** The files that match a shell pattern with {@code * ? [...]}, by name; none is no error. */
  List<String> matching(String pattern);

  /** How many bytes a packet on that link may have; empty when it is not known. */
  OptionalInt mtu(String link);

  /** Whether the host has a user of that name; null when it is not looked at. */
  @Nullable Boolean hasUser(String name);

  /** Whether the host has a group of that name; null when it is not looked at. */
  @Nullable Boolean hasGroup(String name);

  /** The program's absolute path, looked for as a shell would; null when it cannot be run. */
  @Nullable String locate(String program);

  /**
   * Why script security refuses a command, as "user x: no such user"; null when it allows it.
   *
   * @param words the program's absolute path and its arguments
   * @param user null for the agent's own
   * @param group null for the user's own
   */
  @Nullable String whyRefused(List<String> words, @Nullable String user, @Nullable String group);
}
