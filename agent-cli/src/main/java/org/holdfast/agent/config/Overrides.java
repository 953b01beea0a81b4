package org.holdfast.agent.config;

import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the command line decides, whatever the file says.
 *
 * @param process settings that take precedence over the file's
 * @param scope the part of the file that is run
 * @param keepsTable whether the IPVS table stays at the end (keepalived's -I)
 * @param needsAllFiles whether an include of a keepalived.conf without a file is an error
 * @param asKeepalived whether files are written where keepalived writes them, unless the file says
 *     otherwise: the PID file and the dumps
 * @param snmp what is decided about SNMP
 */
public record Overrides(
    ProcessConfig process,
    Scope scope,
    boolean keepsTable,
    boolean needsAllFiles,
    boolean asKeepalived,
    Snmp snmp) {

  /** Decides nothing about SNMP. */
  public Overrides(
      ProcessConfig process,
      Scope scope,
      boolean keepsTable,
      boolean needsAllFiles,
      boolean asKeepalived) {
    this(process, scope, keepsTable, needsAllFiles, asKeepalived, Snmp.NONE);
  }

  /**
   * What the command line decides about SNMP.
   *
   * @param all whether everything is shown (keepalived's -x)
   * @param socket the master agent's socket (keepalived's -A); null for the file's
   */
  public record Snmp(boolean all, @Nullable MasterSocket socket) {

    /** Decides nothing. */
    public static final Snmp NONE = new Snmp(false, null);

    @Nullable SnmpConfig over(@Nullable SnmpConfig file) {
      if (file == null && !all) {
        return null;
      }
      var given = file == null ? MasterSocket.USUAL : file.socket();
      return new SnmpConfig(
          socket == null ? given : socket,
          all || file == null ? EnumSet.allOf(SnmpConfig.Mib.class) : file.mibs(),
          file != null && file.traps());
    }
  }

  /** The command line decides nothing. */
  public static final Overrides NONE =
      new Overrides(ProcessConfig.DEFAULT, Scope.ALL, false, false, false);

  /** The parts of a file. */
  public enum Scope {
    ALL,
    /** The instances and what they track, without virtual servers (keepalived's -P). */
    VRRP,
    /**
     * The virtual servers without instances (keepalived's -C). A virtual server that belongs to an
     * instance serves as long as the agent runs.
     */
    CHECKS
  }

  /** Returns these settings with other ones for the process. */
  public Overrides with(ProcessConfig other) {
    return new Overrides(other, scope, keepsTable, needsAllFiles, asKeepalived, snmp);
  }

  AgentConfig over(AgentConfig file) {
    var ofProcess = process.or(file.process());
    var dumps = file.dumps();
    if (asKeepalived) {
      ofProcess = ofProcess.or(ProcessConfig.OF_KEEPALIVED);
      dumps = dumps == null ? DumpConfig.DEFAULT : dumps;
    }
    boolean vrrp = scope != Scope.CHECKS;
    var ipvs = keepsTable ? file.ipvs().keptAtStop() : file.ipvs();
    return new AgentConfig(
        file.routerId(),
        vrrp ? file.vrrp() : file.vrrp().withoutInstances(),
        file.bfdSessions(),
        servers(file.virtualServers()),
        vrrp ? ipvs : ipvs.withoutSyncDaemon(),
        vrrp ? file.trackedChecks() : List.of(),
        file.trackFiles(),
        vrrp ? file.trackProcesses() : List.of(),
        file.control(),
        file.metrics(),
        dumps,
        snmp.over(file.snmp()),
        file.dbus(),
        file.notifications(),
        ofProcess);
  }

  private List<VirtualServerConfig> servers(List<VirtualServerConfig> all) {
    return switch (scope) {
      case ALL -> all;
      case VRRP -> List.of();
      case CHECKS -> all.stream().map(VirtualServerConfig::withoutInstance).toList();
    };
  }
}
