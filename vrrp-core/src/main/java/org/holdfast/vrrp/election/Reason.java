package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;

/**
 * Why a transition happened: typed, so that it can be counted, and in words, so that people can
 * read it.
 */
public sealed interface Reason {

  /** The cause in words, for the log and for {@code status}. */
  String text();

  /** A stable name in snake_case for programs: the kind of cause without its details. */
  default String kind() {
    return switch (this) {
      case Started() -> "started";
      case Resumed() -> "resumed";
      case Owner() -> "owner";
      case MasterSilent(_) -> "master_silent";
      case Preempted(_, _, _) -> "preempted";
      case MasterResigned(_) -> "master_resigned";
      case MasterUnreachable(_) -> "master_unreachable";
      case BetterHeard(_, _, _) -> "better_heard";
      case Late(_) -> "late";
      case OwnerContested(_) -> "owner_contested";
      case Faulted(_) -> "faulted";
      case Awaiting(_) -> "awaiting";
      case FaultsCleared(_) -> "faults_cleared";
      case LostAddress(_) -> "lost_address";
      case SteppedDown() -> "stepped_down";
      case Stopping() -> "stopping";
      case SuccessorHeard(_, _) -> "successor_heard";
      case NoSuccessor() -> "no_successor";
      case GroupFollowed(_) -> "group_followed";
    };
  }

  /** The agent has started. */
  record Started() implements Reason {
    @Override
    public String text() {
      return "the agent started";
    }
  }

  /**
   * The agent started so soon after the end of an earlier life that was master that no peer had
   * taken over.
   */
  record Resumed() implements Reason {
    @Override
    public String text() {
      return "resumed from an earlier life that was master";
    }
  }

  /** A router with priority 255 does not wait (RFC 9568 section 6.4.1). */
  record Owner() implements Reason {
    @Override
    public String text() {
      return "this router owns the addresses (priority 255)";
    }
  }

  /** No master was heard for the master-down time, counted from the last advert or the start. */
  record MasterSilent(long waitedNanos) implements Reason {
    @Override
    public String text() {
      return "no advert had come for " + Times.inWords(waitedNanos);
    }
  }

  /** We replace a living master of lower priority, as the configuration asks. */
  record Preempted(IpAddress source, int theirs, int ours) implements Reason {
    @Override
    public String text() {
      return "preempted " + source + ", which advertised priority " + theirs + ", ours was " + ours;
    }
  }

  /** The master resigned with priority 0 and our skew time has passed. */
  record MasterResigned(IpAddress source) implements Reason {
    @Override
    public String text() {
      return "master " + source + " resigned (priority 0)";
    }
  }

  /** A protocol faster than adverts found the master dead or unreachable. */
  record MasterUnreachable(IpAddress source) implements Reason {
    @Override
    public String text() {
      return "master " + source + " could not be reached (BFD)";
    }
  }

  /** A better router advertises. */
  record BetterHeard(IpAddress source, int theirs, int ours) implements Reason {
    @Override
    public String text() {
      return source
          + (theirs == ours
              ? " had the same priority " + ours + " and the higher address"
              : " advertised priority " + theirs + ", ours was " + ours);
    }
  }

  /** This router came so late to its own advert that another router may have taken over. */
  record Late(long byNanos) implements Reason {
    @Override
    public String text() {
      return "this router was "
          + Times.inWords(byNanos)
          + " late for its own advert, so another may have taken over";
    }
  }

  /** Another router insists on owning the addresses too. */
  record OwnerContested(IpAddress source) implements Reason {
    @Override
    public String text() {
      return source + " kept advertising priority 255 too: both are configured as owner";
    }
  }

  /** Why the router is out of the election. */
  static Reason of(FaultReason fault) {
    return fault.isWait() ? new Awaiting(fault) : new Faulted(fault);
  }

  /** Something that the instance needs has failed. */
  record Faulted(FaultReason fault) implements Reason {
    @Override
    public String text() {
      return fault.text();
    }
  }

  /** The instance waits for a first result. */
  record Awaiting(FaultReason what) implements Reason {
    @Override
    public String text() {
      return what.text();
    }
  }

  /** The last fault has gone. */
  record FaultsCleared(FaultReason last) implements Reason {
    @Override
    public String text() {
      return "the last fault was cleared: " + last.text();
    }
  }

  /** Another program removed an address. */
  record LostAddress(String address) implements Reason {
    @Override
    public String text() {
      return "address " + address + " was removed by another program";
    }
  }

  /** The operator asked another router to be master. */
  record SteppedDown() implements Reason {
    @Override
    public String text() {
      return "the operator stepped it down";
    }
  }

  /** The agent is ending. */
  record Stopping() implements Reason {
    @Override
    public String text() {
      return "the agent stops";
    }
  }

  /** We had resigned, and the successor has been heard. */
  record SuccessorHeard(IpAddress source, int priority) implements Reason {
    @Override
    public String text() {
      return "successor " + source + " (priority " + priority + ") took over";
    }
  }

  /** We had resigned, and no router took over in the time that any successor would need. */
  record NoSuccessor() implements Reason {
    @Override
    public String text() {
      return "no successor was heard";
    }
  }

  /** The sync group moved, and its members moved with it. */
  record GroupFollowed(String group) implements Reason {
    @Override
    public String text() {
      return "sync group " + group + " followed";
    }
  }
}
