package org.holdfast.agent.snmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.holdfast.agent.snmp.agentx.AgentxError;
import org.holdfast.agent.snmp.agentx.MibView;
import org.holdfast.agent.snmp.agentx.Oid;
import org.holdfast.agent.snmp.agentx.Packet;
import org.holdfast.agent.snmp.agentx.Pdu;
import org.holdfast.agent.snmp.agentx.SearchRange;
import org.holdfast.agent.snmp.agentx.Value;
import org.holdfast.agent.snmp.agentx.VarBind;
import org.holdfast.agent.snmp.mib.Setting;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SubagentTest {

  private static final Oid ONE = Oid.parse("1.3.6.1.9.1");
  private static final Oid TWO = Oid.parse("1.3.6.1.9.2");
  private static final int SESSION = 77;

  private final FakeTarget target = new FakeTarget();
  private final Subagent subagent = new Subagent(List.of(ONE, TWO), target);

  /** Accepts integers below 100 and refuses to apply 13. */
  private static final class FakeTarget implements Subagent.Target {
    private final List<String> applied = new ArrayList<>();

    @Override
    public MibView view() {
      var objects = new TreeMap<Oid, Value>();
      objects.put(ONE.with(0), Value.integer(5));
      return new MibView(objects);
    }

    @Override
    public @Nullable AgentxError check(List<VarBind> binds, List<Setting> settings) {
      for (var bind : binds) {
        int number = (int) ((Value.Numeric) bind.value()).number();
        if (number >= 100) {
          return AgentxError.WRONG_VALUE;
        }
        settings.add(new Setting.Priority("VI_1", number, 50));
      }
      return null;
    }

    @Override
    public void apply(Setting setting) throws IOException {
      int priority = ((Setting.Priority) setting).priority();
      if (priority == 13) {
        throw new IOException("unlucky");
      }
      applied.add("priority " + priority);
    }
  }

  private static Packet answer(Packet to, int error) {
    return new Packet(SESSION, 0, to.id(), new Pdu.Response(4200, error, 0, List.of()));
  }

  private void begin() throws IOException {
    var packet = subagent.open();
    while (!subagent.isReady()) {
      var next = subagent.received(answer(packet, 0));
      packet = next.isEmpty() ? packet : next.getFirst();
    }
  }

  private Pdu asked(Pdu pdu) throws IOException {
    var answers = subagent.received(new Packet(SESSION, 5, 6, pdu));
    assertThat(answers).hasSize(1);
    var answer = answers.getFirst();
    assertThat(answer).isEqualTo(new Packet(SESSION, 5, 6, answer.pdu()));
    return answer.pdu();
  }

  private static Pdu.TestSet set(int... numbers) {
    var binds = new ArrayList<VarBind>();
    for (int number : numbers) {
      binds.add(new VarBind(ONE, Value.integer(number)));
    }
    return new Pdu.TestSet(binds);
  }

  @Test
  void theSubtreesAreRegisteredOneAfterTheOther() throws Exception {
    var open = subagent.open();
    assertThat(open.pdu()).isInstanceOf(Pdu.Open.class);
    var first = subagent.received(answer(open, 0)).getFirst();
    assertThat(first.session()).isEqualTo(SESSION);
    assertThat(first.pdu()).isEqualTo(new Pdu.Register(0, Pdu.USUAL_PRIORITY, ONE));
    assertThat(subagent.isReady()).isFalse();
    var second = subagent.received(answer(first, 0)).getFirst();
    assertThat(second.pdu()).isEqualTo(new Pdu.Register(0, Pdu.USUAL_PRIORITY, TWO));
    assertThat(subagent.received(answer(second, 0))).isEmpty();
    assertThat(subagent.isReady()).isTrue();
    assertThat(subagent.masterUpHundredths()).isEqualTo(4200);
  }

  @Test
  void aRefusalEndsTheSession() throws Exception {
    var open = subagent.open();
    assertThatThrownBy(() -> subagent.received(answer(open, 256)))
        .isInstanceOf(IOException.class)
        .hasMessage("it refused the session: OPEN_FAILED");
  }

  @Test
  void aRefusedRegistrationEndsTheSession() throws Exception {
    var first = subagent.received(answer(subagent.open(), 0)).getFirst();
    assertThatThrownBy(() -> subagent.received(answer(first, 263)))
        .isInstanceOf(IOException.class)
        .hasMessage("it refused our request: DUPLICATE_REGISTRATION");
  }

  @Test
  void requestsAreAnswered() throws Exception {
    begin();
    var get = new Pdu.Get(List.of(new SearchRange(ONE.with(0), false, Oid.NONE)));
    assertThat(asked(get))
        .isEqualTo(Pdu.Response.of(List.of(new VarBind(ONE.with(0), Value.integer(5)))));
    assertThat(asked(new Pdu.GetNext(List.of(new SearchRange(ONE, false, TWO)))))
        .isEqualTo(Pdu.Response.of(List.of(new VarBind(ONE.with(0), Value.integer(5)))));
    assertThat(asked(new Pdu.Ping())).isEqualTo(Pdu.Response.of(List.of()));
    assertThat(asked(new Pdu.Notify(List.of())))
        .isEqualTo(Pdu.Response.of(AgentxError.PROCESSING_ERROR, 0));
  }

  @Test
  void requestsBeforeTheSessionOrOfAnotherEndIt() throws Exception {
    var early = new Packet(SESSION, 1, 1, new Pdu.Ping());
    assertThatThrownBy(() -> subagent.received(early)).isInstanceOf(IOException.class);
    begin();
    var other = new Packet(SESSION + 1, 1, 1, new Pdu.Ping());
    assertThatThrownBy(() -> subagent.received(other)).isInstanceOf(IOException.class);
    var close = new Packet(SESSION, 1, 1, new Pdu.Close(Pdu.REASON_SHUTDOWN));
    assertThatThrownBy(() -> subagent.received(close))
        .hasMessage("it closed the session, reason 5");
  }

  @Test
  void aSetIsTestedThenCommitted() throws Exception {
    begin();
    assertThat(asked(set(7, 8))).isEqualTo(Pdu.Response.of(List.of()));
    assertThat(target.applied).isEmpty();
    assertThat(asked(new Pdu.CommitSet())).isEqualTo(Pdu.Response.of(List.of()));
    assertThat(target.applied).containsExactly("priority 7", "priority 8");
    assertThat(subagent.received(new Packet(SESSION, 5, 7, new Pdu.CleanupSet()))).isEmpty();
    assertThat(asked(new Pdu.CommitSet())).isEqualTo(Pdu.Response.of(List.of()));
    assertThat(target.applied).hasSize(2);
  }

  @Test
  void theFirstRefusedValueIsNamed() throws Exception {
    begin();
    assertThat(asked(set(7, 100, 101))).isEqualTo(Pdu.Response.of(AgentxError.WRONG_VALUE, 2));
  }

  @Test
  void aFailedCommitIsUndone() throws Exception {
    begin();
    asked(set(7, 13));
    assertThat(asked(new Pdu.CommitSet())).isEqualTo(Pdu.Response.of(AgentxError.COMMIT_FAILED, 2));
    assertThat(asked(new Pdu.UndoSet())).isEqualTo(Pdu.Response.of(AgentxError.NONE, 0));
    assertThat(target.applied).containsExactly("priority 7", "priority 50");
  }

  @Test
  void aPingWaitsForItsAnswer() throws Exception {
    begin();
    var ping = subagent.ping();
    assertThat(subagent.isWaiting()).isTrue();
    subagent.received(answer(ping, 0));
    assertThat(subagent.isWaiting()).isFalse();
    assertThat(subagent.isReady()).isTrue();
  }
}
