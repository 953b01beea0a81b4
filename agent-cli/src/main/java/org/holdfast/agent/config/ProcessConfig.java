package org.holdfast.agent.config;

import org.holdfast.agent.log.LogFormat;
import org.holdfast.linux.NamedNamespace;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the agent's process.
 *
 * @param pidFile null if no PID file is written
 * @param netNamespace the name of the network namespace to run in; null for the namespace in which
 *     the agent was started
 * @param ipvsNamespace the name, or the absolute path of the file, of the network namespace of the
 *     IPVS table; null for the namespace that the agent runs in
 * @param terms commands and scheduling
 * @param logFormat the form of the log
 */
public record ProcessConfig(
    @Nullable String pidFile,
    @Nullable String netNamespace,
    @Nullable String ipvsNamespace,
    ProcessTerms terms,
    LogFormat logFormat) {

  /** The settings if the file has none. */
  public static final ProcessConfig DEFAULT = new ProcessConfig(null, null, null);

  /** keepalived's PID file. */
  static final ProcessConfig OF_KEEPALIVED = new ProcessConfig("/run/keepalived.pid", null, null);

  /** Creates settings without commands and with the usual scheduling. */
  public ProcessConfig(
      @Nullable String pidFile, @Nullable String netNamespace, @Nullable String ipvsNamespace) {
    this(pidFile, netNamespace, ipvsNamespace, ProcessTerms.DEFAULT, LogFormat.AUTO);
  }

  /**
   * Returns a copy whose missing settings, whose terms and whose form of the log are those of
   * {@code other}.
   */
  ProcessConfig or(ProcessConfig other) {
    return new ProcessConfig(
        pidFile == null ? other.pidFile : pidFile,
        netNamespace == null ? other.netNamespace : netNamespace,
        ipvsNamespace == null ? other.ipvsNamespace : ipvsNamespace,
        other.terms,
        other.logFormat);
  }

  /** Returns the namespace of the IPVS table; null for the namespace that the agent runs in. */
  public @Nullable NamedNamespace ipvsPlace() {
    return ipvsNamespace == null ? null : new NamedNamespace(ipvsNamespace);
  }
}
