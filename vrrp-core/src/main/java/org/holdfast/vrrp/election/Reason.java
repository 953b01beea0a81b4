package org.holdfast.vrrp.election;

import org.holdfast.net.IpAddress;

/**
 * Why a transition happened: typed, so that it can be counted, and in words, so that it can be
 * read.
 */
public sealed interface Reason {

  /** The cause in words, for the log and for {@code status}. */
  String text();

  /** A name for metrics: the kind of cause without its particulars. */
  default String kind() {
    return getClass().getSimpleName();
  }

  /** The agent has started. */
  record Started() implements Reason {
    @Override
    public String text() {
      return "the agent started";
    }
  }

  /** The agent has started soon enough after the end of an earlier life that was master. */
  record Resumed() implements Reason {
    @Override
    public String text() {
      return "resumed from an earlier life that was master";
    }
  }

  /** Priority 255 waits for nobody (RFC 9568 section 6.4.1). */
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

  /** A living master of lower priority is replaced, as the configuration asks. */
  record Preempted(IpAddress source, int theirs, int ours) implements Reason {
    @Override
    public String text() {
      return "preempted " + source + ", which advertises priority " + theirs + ", ours is " + ours;
    }
  }

  /** The master said good-bye with priority 0 and our skew time has passed. */
  record MasterResigned(IpAddress source) implements Reason {
    @Override
    public String text() {
      return "master " + source + " resigned (priority 0)";
    }
  }

  /** The master was found dead or cut off by a protocol faster than adverts. */
  record MasterUnreachable(IpAddress source) implements Reason {
    @Override
    public String text() {
      return "master " + source + " cannot be reached (BFD)";
    }
  }

  /** A better router advertises. */
  record BetterHeard(IpAddress source, int theirs, int ours) implements Reason {
    @Override
    public String text() {
      return source
          + (theirs == ours
              ? " has the same priority " + ours + " and the higher address"
              : " advertises priority " + theirs + ", ours is " + ours);
    }
  }

  /** Another router insists on owning the addresses too. */
  record OwnerContested(IpAddress source) implements Reason {
    @Override
    public String text() {
      return source + " keeps advertising priority 255 too: both are configured as owner";
    }
  }

  /** Why it is out of the election. */
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

  /** Something that has to be known first is not known yet. */
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
      return "cleared: " + last.text();
    }
  }

  /** An address was removed by somebody else. */
  record LostAddress(String address) implements Reason {
    @Override
    public String text() {
      return "address " + address + " was removed by somebody else";
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

  /** We had resigned, and nobody took over in the time that any successor would need. */
  record NoSuccessor() implements Reason {
    @Override
    public String text() {
      return "no successor was heard";
    }
  }

  /** The sync group moved, and its members with it. */
  record GroupFollowed(String group) implements Reason {
    @Override
    public String text() {
      return "sync group " + group + " follows";
    }
  }
}
