package org.holdfast.agent.snmp.agentx;

import java.util.List;

/** What a packet says (RFC 2741 section 6.2). Index allocation and capabilities are left out. */
public sealed interface Pdu {

  /** The reason of a Close: the sender shuts down. */
  int REASON_SHUTDOWN = 5;

  /** The reason of a Close: a packet could not be understood. */
  int REASON_PARSE_ERROR = 2;

  /** The priority of a registration if nothing is said; smaller numbers win. */
  int USUAL_PRIORITY = 127;

  /**
   * Opens a session.
   *
   * @param timeoutSeconds how long the master waits for our responses; 0 for its usual time
   * @param id names the subagent
   */
  record Open(int timeoutSeconds, Oid id, String description) implements Pdu {}

  record Close(int reason) implements Pdu {}

  /** Registers a subtree, all names that begin with {@code subtree}. */
  record Register(int timeoutSeconds, int priority, Oid subtree) implements Pdu {}

  record Unregister(int priority, Oid subtree) implements Pdu {}

  record Get(List<SearchRange> ranges) implements Pdu {
    public Get {
      ranges = List.copyOf(ranges);
    }
  }

  record GetNext(List<SearchRange> ranges) implements Pdu {
    public GetNext {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * Asks for successors.
   *
   * @param nonRepeaters number of ranges, from the first, of which one successor is asked for
   * @param maxRepetitions most successors of each other range
   */
  record GetBulk(int nonRepeaters, int maxRepetitions, List<SearchRange> ranges) implements Pdu {
    public GetBulk {
      ranges = List.copyOf(ranges);
    }
  }

  record TestSet(List<VarBind> binds) implements Pdu {
    public TestSet {
      binds = List.copyOf(binds);
    }
  }

  record CommitSet() implements Pdu {}

  record UndoSet() implements Pdu {}

  record CleanupSet() implements Pdu {}

  record Notify(List<VarBind> binds) implements Pdu {
    public Notify {
      binds = List.copyOf(binds);
    }
  }

  record Ping() implements Pdu {}

  /**
   * Answers any other packet but CleanupSet.
   *
   * @param upHundredths the master's uptime in hundredths of a second; 0 in our responses
   * @param error an {@link AgentxError}'s code; 0 for none
   * @param index the number of the VarBind with the error, from 1; 0 for none
   */
  record Response(long upHundredths, int error, int index, List<VarBind> binds) implements Pdu {
    public Response {
      binds = List.copyOf(binds);
    }

    /** Makes a response without an error. */
    public static Response of(List<VarBind> binds) {
      return new Response(0, 0, 0, binds);
    }

    /** Makes a response with an error and without values. */
    public static Response of(AgentxError error, int index) {
      return new Response(0, error.code(), index, List.of());
    }
  }
}
