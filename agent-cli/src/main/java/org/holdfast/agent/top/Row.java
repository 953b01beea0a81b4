package org.holdfast.agent.top;

import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.vrrp.election.VrrpState;
import org.holdfast.vrrp.io.InstanceStatus;

/** A row of the screen. */
sealed interface Row {

  String name();

  /** Identifies the row in every report. */
  String key();

  boolean isTrouble();

  /** Returns the active connections; 0 if unknown. */
  long active();

  /** Returns the new connections per second; 0 if unknown. */
  long rate();

  record OfInstance(InstanceStatus instance) implements Row {
    @Override
    public String name() {
      return instance.name();
    }

    @Override
    public String key() {
      return "instance " + name();
    }

    @Override
    public boolean isTrouble() {
      boolean master = instance.state() == VrrpState.MASTER;
      return !(master || instance.state() == VrrpState.BACKUP)
          || (master && instance.master() != null)
          || instance.addresses().stream().anyMatch(one -> one.wanted() != one.found());
    }

    @Override
    public long active() {
      return 0;
    }

    @Override
    public long rate() {
      return 0;
    }
  }

  record OfService(VirtualServerStatus service) implements Row {
    @Override
    public String name() {
      return service.name();
    }

    @Override
    public String key() {
      return "service " + name();
    }

    @Override
    public boolean isTrouble() {
      return !service.quorum()
          || service.state().equals("not_served")
          || service.serversUp() < service.servers().size()
          || !service.refusals().isEmpty();
    }

    @Override
    public long active() {
      var traffic = service.traffic();
      return traffic == null ? 0 : traffic.activeConnections();
    }

    @Override
    public long rate() {
      var traffic = service.traffic();
      return traffic == null ? 0 : traffic.connectionsPerSecond();
    }
  }

  record OfServer(String service, ServerStatus server) implements Row {
    @Override
    public String name() {
      return server.name();
    }

    @Override
    public String key() {
      return "server " + service + "/" + name();
    }

    @Override
    public boolean isTrouble() {
      return server.state().equals("down");
    }

    @Override
    public long active() {
      var kernel = server.kernel();
      return kernel == null ? 0 : kernel.activeConnections();
    }

    @Override
    public long rate() {
      var kernel = server.kernel();
      return kernel == null ? 0 : kernel.connectionsPerSecond();
    }
  }
}
