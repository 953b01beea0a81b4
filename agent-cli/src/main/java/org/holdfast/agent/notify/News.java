package org.holdfast.agent.notify;

/** What FIFOs and mails tell of, in keepalived's words where it has some. */
public sealed interface News {

  /** The line of a FIFO, without its end. */
  String line();

  /** Behind the router's name in the subject of a mail. */
  String subject();

  /** What it means, a line of a mail's text. */
  String meaning();

  /** Whether it is the election's, and not the checks'. */
  boolean isVrrp();

  /** An instance or a group has moved. */
  record Moved(Transition transition) implements News {
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
   * A server of a virtual server has come up or gone down.
   *
   * @param service as keepalived writes it: {@code [192.0.2.1]:tcp:80}
   * @param server in the same form
   * @param why in words; may be empty
   */
  record ServerTurned(String service, String server, boolean up, String why) implements News {
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
   * A virtual server has gained its quorum or lost it.
   *
   * @param service as keepalived writes it
   * @param sums the arithmetic, in words
   */
  record QuorumTurned(String service, boolean up, String sums) implements News {
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
