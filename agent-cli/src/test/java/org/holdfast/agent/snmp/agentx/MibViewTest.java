package org.holdfast.agent.snmp.agentx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MibViewTest {

  private static final Oid ROOT = Oid.parse("1.3.6.1.4.1.9");
  private static final Oid END = Oid.parse("1.3.6.1.4.1.10");

  private static MibView of(int count) {
    var objects = new TreeMap<Oid, Value>();
    for (int i = 1; i <= count; i++) {
      objects.put(ROOT.with(i), Value.integer(i));
    }
    return new MibView(objects);
  }

  private static VarBind bind(int number) {
    return new VarBind(ROOT.with(number), Value.integer(number));
  }

  private static SearchRange after(Oid start) {
    return new SearchRange(start, false, END);
  }

  @Test
  void getAnswersForEachName() {
    assertThat(of(2).get(new Pdu.Get(List.of(after(ROOT.with(2)), after(ROOT.with(3))))))
        .containsExactly(bind(2), new VarBind(ROOT.with(3), Value.NO_SUCH_INSTANCE));
  }

  @Test
  void getNextFindsTheNextNameBeforeTheEnd() {
    var view = of(3);
    assertThat(
            view.getNext(
                new Pdu.GetNext(
                    List.of(
                        after(ROOT),
                        after(ROOT.with(1)),
                        new SearchRange(ROOT.with(2), true, Oid.NONE),
                        new SearchRange(ROOT.with(2), false, ROOT.with(3)),
                        after(ROOT.with(3))))))
        .containsExactly(
            bind(1),
            bind(2),
            bind(2),
            new VarBind(ROOT.with(2), Value.END_OF_MIB_VIEW),
            new VarBind(ROOT.with(3), Value.END_OF_MIB_VIEW));
  }

  @Test
  void getBulkRepeatsInTurnUntilTheEnd() {
    var end = new VarBind(ROOT.with(3), Value.END_OF_MIB_VIEW);
    assertThat(
            of(3)
                .getBulk(
                    new Pdu.GetBulk(1, 10, List.of(after(ROOT), after(ROOT), after(ROOT.with(2))))))
        .containsExactly(bind(1), bind(1), bind(3), bind(2), end, bind(3), end, end, end);
  }

  @Test
  void getBulkIsBounded() {
    var answer =
        of(100_000).getBulk(new Pdu.GetBulk(0, 65535, List.of(after(ROOT)))).stream()
            .mapToInt(PacketWriter::sizeOf)
            .sum();
    assertThat(answer).isBetween(MibView.MOST_BYTES, MibView.MOST_BYTES + 100);
  }
}
