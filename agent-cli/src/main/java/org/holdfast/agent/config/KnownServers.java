package org.holdfast.agent.config;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Virtual servers that have been read, by the text that they were read from: what a later reading
 * of the file takes over, if all around them is the same to the letter.
 */
public final class KnownServers {

  static final KnownServers NONE = new KnownServers("");

  private final String rest;
  private final Map<String, VirtualServerConfig> byText = new HashMap<>();

  /**
   * @param rest the file without its virtual servers
   */
  KnownServers(String rest) {
    this.rest = rest;
  }

  void add(String text, VirtualServerConfig server) {
    byText.put(text, server);
  }

  /** Null when it is to be read. */
  @Nullable VirtualServerConfig find(String around, String text) {
    return around.equals(rest) ? byText.get(text) : null;
  }
}
