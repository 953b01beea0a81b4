package org.holdfast.agent.config;

import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Estimates the heap that a configuration needs, from measurements of running agents. A heap that
 * is nearly full does not end the agent: the JVM collects it again and again, each time for a
 * second or more in which no advert is sent. So an agent has to know before that a configuration is
 * too large for it.
 */
public final class HeapNeed {

  private static final long MEBIBYTE = 1 << 20;

  /** The agent without virtual servers, and room for garbage. */
  private static final long BASE = 24 * MEBIBYTE;

  /** A virtual server without real servers, beside its text; 1.8 KiB were measured. */
  private static final long VIRTUAL_SERVER = 2_048;

  /** A real server without checks. */
  private static final long REAL_SERVER = 700;

  /**
   * A check of a real server: a server with a TCP check took 1.5 KiB, one with an HTTP check 1.8.
   */
  private static final long CHECK = 1_100;

  private HeapNeed() {}

  /**
   * Returns a warning if a heap of {@code heap} bytes may be too small to run {@code config} and to
   * replace it by a reload that changes every virtual server.
   */
  public static Optional<String> warning(AgentConfig config, long heap) {
    long own = bytes(config, null);
    long need = BASE + 2 * own;
    return need <= heap
        ? Optional.empty()
        : Optional.of(
            counts(config)
                + " want a heap of "
                + mebibytes(need)
                + " MiB, of which a reload that changes all of them needs half, and it may grow to "
                + mebibytes(heap)
                + " MiB here: set HOLDFAST_HEAP="
                + mebibytes(need)
                + "m in the environment of the agent");
  }

  /**
   * Returns why a reload from {@code before} to {@code after} does not fit into a heap of {@code
   * heap} bytes, or empty if it does. While it is applied, both configurations are there.
   */
  public static Optional<String> refusal(AgentConfig before, AgentConfig after, long heap) {
    long need = BASE + bytes(before, null) + bytes(after, before);
    return need <= heap
        ? Optional.empty()
        : Optional.of(
            "a reload to "
                + counts(after)
                + " needs a heap of "
                + mebibytes(need)
                + " MiB, and that of this agent may grow to "
                + mebibytes(heap)
                + " MiB: change fewer virtual servers in one reload, or restart the agent with"
                + " HOLDFAST_HEAP="
                + mebibytes(need)
                + "m in its environment");
  }

  /** Returns the bytes of what {@code config} has that is not the same in {@code known}. */
  private static long bytes(AgentConfig config, @Nullable AgentConfig known) {
    var same = new HashMap<String, VirtualServerConfig>();
    if (known != null) {
      known.virtualServers().forEach(server -> same.put(server.name(), server));
    }
    long bytes = 0;
    for (var server : config.virtualServers()) {
      if (!server.equals(same.get(server.name()))) {
        bytes += VIRTUAL_SERVER * server.services().size();
        for (var real : server.realServers()) {
          bytes += REAL_SERVER + CHECK * real.health().checks().size();
        }
      }
    }
    return bytes;
  }

  private static String counts(AgentConfig config) {
    int servers = 0;
    for (var server : config.virtualServers()) {
      servers += server.realServers().size();
    }
    return config.virtualServers().size() + " virtual servers with " + servers + " real servers";
  }

  private static long mebibytes(long bytes) {
    return (bytes + MEBIBYTE - 1) / MEBIBYTE;
  }
}
