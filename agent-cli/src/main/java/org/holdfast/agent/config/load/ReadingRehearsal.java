package org.holdfast.agent.config.load;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.bind.Host;
import org.holdfast.agent.config.pieces.KnownServers;
import org.holdfast.agent.config.table.Report;

/** Reads a file, changes it in one place and reads it again, all in memory. */
public final class ReadingRehearsal {

  /** Enough that the JVM has compiled the code of each server by the end. */
  private static final int SERVERS = 200;

  private ReadingRehearsal() {}

  /** The contents before and after the change. Neither is ever run. */
  public static List<ConfigFile.Loaded> play() throws ConfigException {
    var text = text();
    var first = read(text, KnownServers.NONE);
    var second = read(text.replaceFirst("weight: 1", "weight: 2"), first.known());
    return List.of(first, second);
  }

  private static String text() {
    var text = new StringBuilder("virtual-servers:\n");
    for (int i = 0; i < SERVERS; i++) {
      text.append(
          """
            server%d:
              address: 192.0.2.1:%d
              scheduler: wlc
              forwarding: nat
              real-servers:
                - { address: 192.0.2.2, weight: 1 }
                - { address: 192.0.2.3, weight: 1 }
          """
              .formatted(i, i + 1));
    }
    return text.toString();
  }

  private static ConfigFile.Loaded read(String text, KnownServers earlier) throws ConfigException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    return ConfigFile.load(bytes, new Report("rehearsal"), Host.LOCAL, null, earlier);
  }
}
