package org.holdfast.ipvs;

/** One change of the kernel's IPVS state. */
public sealed interface Command {

  /** The command for messages: {@code add service TCP 10.0.0.1:80}. */
  String words();

  /** A change of one service or of its servers. */
  sealed interface OfService extends Command {
    /** The service. */
    ServiceKey service();
  }

  /** A change of one server. */
  sealed interface OfDestination extends OfService {
    /** The server. */
    Destination.Key server();
  }

  /** Adds a service, without servers. */
  record AddService(ServiceKey service, ServiceTerms terms) implements OfService {
    @Override
    public String words() {
      return "add service " + service.words();
    }
  }

  /** Changes the terms of a service; its servers and connections stay. */
  record EditService(ServiceKey service, ServiceTerms terms) implements OfService {
    @Override
    public String words() {
      return "change service " + service.words();
    }
  }

  /** Removes a service with all of its servers. */
  record DeleteService(ServiceKey service) implements OfService {
    @Override
    public String words() {
      return "remove service " + service.words();
    }
  }

  /** Adds a server to a service. */
  record AddDestination(ServiceKey service, Destination destination) implements OfDestination {
    @Override
    public Destination.Key server() {
      return destination.key();
    }

    @Override
    public String words() {
      return "add server " + server().words() + " to service " + service.words();
    }
  }

  /** Changes a server's weight, forwarding or thresholds; its connections stay. */
  record EditDestination(ServiceKey service, Destination destination) implements OfDestination {
    @Override
    public Destination.Key server() {
      return destination.key();
    }

    @Override
    public String words() {
      return "change server " + server().words() + " of service " + service.words();
    }
  }

  /** Removes a server from a service. */
  record DeleteDestination(ServiceKey service, Destination.Key server) implements OfDestination {
    @Override
    public String words() {
      return "remove server " + server.words() + " from service " + service.words();
    }
  }

  /** Removes all services, including those of other programs. */
  record Flush() implements Command {
    @Override
    public String words() {
      return "remove all services";
    }
  }

  /** Sets how long the kernel keeps idle connections. */
  record SetTimeouts(Timeouts timeouts) implements Command {
    @Override
    public String words() {
      return "set the timeouts to " + timeouts.words();
    }
  }

  /** Starts a thread of the connection synchronisation. */
  record StartDaemon(SyncRole role, SyncDaemonConfig config) implements Command {
    @Override
    public String words() {
      return "start the sync daemon " + role.words() + " on " + config.interfaceName();
    }
  }

  /** Stops a thread of the connection synchronisation. */
  record StopDaemon(SyncRole role) implements Command {
    @Override
    public String words() {
      return "stop the sync daemon " + role.words();
    }
  }
}
