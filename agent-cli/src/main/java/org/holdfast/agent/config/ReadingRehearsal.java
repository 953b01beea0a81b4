package org.holdfast.agent.config;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A file that is read, changed in one place and read again, all of it in memory. */
public final class ReadingRehearsal {

  private static final String TEXT =
      """
      virtual-servers:
        one:
          address: 192.0.2.1:80
          scheduler: wlc
          forwarding: nat
          real-servers:
            - { address: 192.0.2.2, weight: 1 }
        other:
          address: 192.0.2.1:81
          scheduler: wlc
          forwarding: nat
          real-servers:
            - { address: 192.0.2.2, weight: 1 }
      """;

  private ReadingRehearsal() {}

  /** What stood there before and after. Neither is anybody's configuration. */
  public static List<AgentConfig> play() throws ConfigException {
    var first = read(TEXT, KnownServers.NONE);
    var second = read(TEXT.replaceFirst("weight: 1", "weight: 2"), first.known());
    return List.of(first.config(), second.config());
  }

  private static ConfigFile.Loaded read(String text, KnownServers earlier) throws ConfigException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return ConfigFile.load(bytes, new Report("rehearsal"), Host.LOCAL, null, earlier);
  }
}
