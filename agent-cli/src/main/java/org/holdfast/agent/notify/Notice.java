package org.holdfast.agent.notify;

/** A notice for FIFOs and mails, in keepalived's wording where it has one. */
public sealed interface Notice {

  /** Returns the line for a FIFO, without a line feed. */
  String line();

  /** Returns the subject of a mail, without the router's name before it. */
  String subject();

  /** Returns the description, which is one line of a mail's text. */
  String meaning();

  /** True for VRRP events, false for health-check events. */
  boolean isVrrp();

  /** A state change of an instance or a group. */
  record Moved(Transition transition) implements Notice {
    @Override
    public String line() {
      return transition.line();
    }

    @Override
    public String subject() {
      var kind =
          switch (transition.kind()) {
            case INSTANCE -> "VRRP Instance ";
            case GROUP -> "VRRP Group ";
          };
      return kind + transition.name() + " - " + what();
    }

    private String what() {
      return switch (transition.state()) {
        case MASTER, BACKUP, FAULT -> "Entering " + transition.state() + " state";
        case STOP -> "Stopping";
        case DELETED -> "Deleted";
        case MASTER_RX_LOWER_PRI -> "heard an advert of lower priority";
        case MASTER_PRIORITY, BACKUP_PRIORITY -> "has priority " + transition.priority();
      };
    }

    @Override
    public String meaning() {
      boolean isGroup = transition.kind().equals(Transition.Kind.GROUP);
      return switch (transition.state()) {
        case MASTER, BACKUP, FAULT, STOP, DELETED ->
            isGroup
                ? "=> All VRRP group instances are now in " + transition.state() + " state <="
                : "=> VRRP Instance is "
                    + (transition.state().equals(Transition.State.MASTER) ? "now" : "no longer")
                    + " owning VRRP VIPs <=";
        case MASTER_RX_LOWER_PRI, MASTER_PRIORITY, BACKUP_PRIORITY -> "=> Nothing has moved <=";
      };
    }

    @Override
    public boolean isVrrp() {
      return true;
    }
  }

  /**
   * A server of a virtual server that went up or down.
   *
   * @param service in keepalived's form: {@code [192.0.2.1]:tcp:80}
   * @param server in the same form
   * @param why a description; may be empty
   */
  record ServerTurned(String service, String server, boolean up, String why) implements Notice {
    @Override
    public String line() {
      return "RS " + server + " " + service + (up ? " UP" : " DOWN");
    }

    @Override
    public String subject() {
      return "Realserver " + server + " of virtual server " + service + (up ? " - UP" : " - DOWN");
    }

    @Override
    public String meaning() {
      return "=> CHECK "
          + (up ? "succeed" : "failed")
          + " on service"
          + (why.isEmpty() ? "" : " : " + why)
          + " <=";
    }

    @Override
    public boolean isVrrp() {
      return false;
    }
  }

  /**
   * A virtual server that gained or lost its quorum.
   *
   * @param service in keepalived's form
   * @param sums the arithmetic as text
   */
  record QuorumTurned(String service, boolean up, String sums) implements Notice {
    @Override
    public String line() {
      return "VS " + service + (up ? " UP" : " DOWN");
    }

    @Override
    public String subject() {
      return "Virtualserver " + service + (up ? " - UP" : " - DOWN");
    }

    @Override
    public String meaning() {
      return "=> " + sums + " <=";
    }

    @Override
    public boolean isVrrp() {
      return false;
    }
  }
}
