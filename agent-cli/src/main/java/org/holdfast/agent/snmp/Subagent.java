package org.holdfast.agent.snmp;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.holdfast.agent.snmp.agentx.AgentxError;
import org.holdfast.agent.snmp.agentx.MibView;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Packet;
import org.holdfast.agent.snmp.agentx.Pdu;
import org.holdfast.agent.snmp.agentx.VarBind;
import org.holdfast.agent.snmp.mib.Setting;
import org.jspecify.annotations.Nullable;

/**
 * Our side of a session with the master agent (RFC 2741 section 7), without its connection. Opens
 * the session, registers the subtrees one after the other, and answers requests. Not thread-safe.
 */
final class Subagent {

  /** What the session asks of the agent. */
  interface Target {

    /** Returns the objects as they are; may wait for them for some seconds. */
    MibView view();

    /**
     * Checks the values of a SET; changes nothing. Adds a setting for each accepted value.
     *
     * @return the error of the first refused value; null if all are accepted
     */
    @Nullable AgentxError check(List<VarBind> binds, List<Setting> settings);

    /**
     * Changes a setting.
     *
     * @throws IOException if it could not be changed
     */
    void apply(Setting setting) throws IOException;
  }

  private static final Oid ID = Oid.parse("1.3.6.1.4.1.9586.100.5");
  private static final String DESCRIPTION = "Holdfast";

  private final Target target;
  private final Queue<Oid> unregistered;
  private final List<Setting> tested = new ArrayList<>();
  private final List<Setting> committed = new ArrayList<>();
  private int session;
  private int lastId;
  private boolean open;
  private int waitingFor;
  private long masterUp;

  Subagent(List<Oid> subtrees, Target target) {
    this.target = target;
    unregistered = new ArrayDeque<>(subtrees);
  }

  /** Returns the first packet of a session. */
  Packet open() {
    return asked(new Pdu.Open(0, ID, DESCRIPTION));
  }

  /** Whether the session is open and all subtrees are registered. */
  boolean isReady() {
    return open && unregistered.isEmpty() && waitingFor == 0;
  }

  /** Whether the master has not answered our last packet yet. */
  boolean isWaiting() {
    return waitingFor != 0;
  }

  /** Returns a packet that the master answers if it is alive. */
  Packet ping() {
    return asked(new Pdu.Ping());
  }

  /** Returns a trap. */
  Packet trap(List<VarBind> binds) {
    return new Packet(session, 0, ++lastId, new Pdu.Notify(binds));
  }

  /** Returns the last packet of a session. */
  Packet close() {
    return new Packet(session, 0, ++lastId, new Pdu.Close(Pdu.REASON_SHUTDOWN));
  }

  /** The master's uptime in its last response, in hundredths of a second. */
  long masterUpHundredths() {
    return masterUp;
  }

  private Packet asked(Pdu pdu) {
    waitingFor = ++lastId;
    return new Packet(session, 0, lastId, pdu);
  }

  /**
   * Handles a packet of the master.
   *
   * @return the packets to send, in order
   * @throws IOException if the session is over
   */
  List<Packet> received(Packet packet) throws IOException {
    if (packet.pdu() instanceof Pdu.Response response) {
      return answered(packet, response);
    }
    if (!open || packet.session() != session) {
      throw new IOException("it sent a request for another session");
    }
    return switch (packet.pdu()) {
      case Pdu.Get get -> values(packet, target.view().get(get));
      case Pdu.GetNext next -> values(packet, target.view().getNext(next));
      case Pdu.GetBulk bulk -> values(packet, target.view().getBulk(bulk));
      case Pdu.TestSet test -> List.of(packet.answer(test(test)));
      case Pdu.CommitSet() -> List.of(packet.answer(commit()));
      case Pdu.UndoSet() -> List.of(packet.answer(undo()));
      case Pdu.CleanupSet() -> {
        tested.clear();
        committed.clear();
        yield List.of();
      }
      case Pdu.Close close ->
          throw new IOException("it closed the session, reason " + close.reason());
      case Pdu.Ping() -> values(packet, List.of());
      case Pdu.Open _, Pdu.Register _, Pdu.Unregister _, Pdu.Notify _, Pdu.Response _ ->
          List.of(packet.answer(Pdu.Response.of(AgentxError.PROCESSING_ERROR, 0)));
    };
  }

  private static List<Packet> values(Packet packet, List<VarBind> binds) {
    return List.of(packet.answer(Pdu.Response.of(binds)));
  }

  private List<Packet> answered(Packet packet, Pdu.Response response) throws IOException {
    masterUp = response.upHundredths();
    if (packet.id() != waitingFor) {
      return List.of(); // of a trap
    }
    waitingFor = 0;
    if (response.error() != 0) {
      throw new IOException(
          (open ? "it refused our request: " : "it refused the session: ")
              + AgentxError.words(response.error()));
    }
    if (!open) {
      open = true;
      session = packet.session();
    }
    var next = unregistered.poll();
    return next == null ? List.of() : List.of(asked(new Pdu.Register(0, Pdu.USUAL_PRIORITY, next)));
  }

  private Pdu.Response test(Pdu.TestSet test) {
    tested.clear();
    committed.clear();
    var error = target.check(test.binds(), tested);
    // The settings before the refused one were accepted, so their number tells its place.
    return error == null ? Pdu.Response.of(List.of()) : Pdu.Response.of(error, tested.size() + 1);
  }

  private Pdu.Response commit() {
    for (var setting : tested) {
      try {
        target.apply(setting);
        committed.add(setting);
      } catch (IOException _) {
        return Pdu.Response.of(AgentxError.COMMIT_FAILED, committed.size() + 1);
      }
    }
    return Pdu.Response.of(List.of());
  }

  private Pdu.Response undo() {
    var error = AgentxError.NONE;
    for (var setting : committed.reversed()) {
      try {
        target.apply(setting.undone());
      } catch (IOException _) {
        error = AgentxError.UNDO_FAILED;
      }
    }
    committed.clear();
    return Pdu.Response.of(error, 0);
  }
}
