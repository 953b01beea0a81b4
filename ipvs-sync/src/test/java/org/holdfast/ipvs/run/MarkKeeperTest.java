package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.ServiceKey.Protocol;
import org.holdfast.linux.nftables.MarkElement;
import org.holdfast.linux.nftables.MarkTableTerms;
import org.holdfast.linux.nftables.TableNames;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

class MarkKeeperTest {

  private static final MarkTableTerms TERMS = new MarkTableTerms("holdfast-ipvs", -1);
  private static final ServiceKey.Mark WEB = new ServiceKey.Mark(1000, Family.IPV4);
  private static final ServiceKey.Mark MAIL = new ServiceKey.Mark(1001, Family.IPV4);

  private final FakeMarkKernel kernel = new FakeMarkKernel();
  private final Set<String> earlier = new LinkedHashSet<>();
  private final Set<String> noted = new LinkedHashSet<>();
  private final List<String> problems = new ArrayList<>();
  private final MarkRecord record =
      new MarkRecord() {
        @Override
        public Set<String> ofEarlierRuns() {
          return earlier;
        }

        @Override
        public void made(String table) {
          noted.add(table);
        }

        @Override
        public void gone(String table) {
          noted.remove(table);
        }
      };

  private MarkKeeper keeper() {
    return new MarkKeeper(() -> kernel, record, new KeeperProblems(problems::add));
  }

  private MarkKeeper keeping(ServiceKey.Mark mark, ServiceKey.Address... destinations) {
    var keeper = keeper();
    keeper.want(TERMS);
    keeper.want(mark, List.of(destinations));
    keeper.settle();
    return keeper;
  }

  private static ServiceKey.Address at(int last) {
    return new ServiceKey.Address(Protocol.TCP, IpAddress.v4((10 << 24) + last), 80);
  }

  private static MarkElement element(int first, int last, int mark) {
    return new MarkElement(
        IpAddress.v4((10 << 24) + first), IpAddress.v4((10 << 24) + last), 6, 80, 80, mark);
  }

  @Test
  void withoutMarksTheKernelIsNotAsked() {
    var keeper =
        new MarkKeeper(
            () -> {
              throw new AssertionError("opened");
            },
            record,
            new KeeperProblems(problems::add));
    keeper.want(TERMS);
    keeper.want((MarkTableTerms) null);
    keeper.settle();
    keeper.verify();
    keeper.end();
    assertThat(problems).isEmpty();
  }

  @Test
  void consecutiveAddressesAreOneElementAndTheTableIsNotedBeforeItIsMade() {
    keeping(WEB, at(3), at(1), at(2), at(9));
    assertThat(kernel.elements("holdfast-ipvs"))
        .containsExactlyInAnyOrder(element(1, 3, 1000), element(9, 9, 1000));
    assertThat(noted).containsExactly("holdfast-ipvs");
    assertThat(kernel.done).containsExactly("create holdfast-ipvs", "change -0 +2");
  }

  @Test
  void onlyDifferencesAreWritten() {
    var keeper = keeping(WEB, at(1), at(5));
    kernel.done.clear();
    keeper.want(WEB, List.of(at(5), at(1)));
    keeper.settle();
    assertThat(kernel.done).isEmpty();
    keeper.want(WEB, List.of(at(1), at(5), at(6)));
    keeper.settle();
    assertThat(kernel.done).containsExactly("change -1 +1");
  }

  @Test
  void theTableGoesWithTheLastDestination() {
    var keeper = keeping(WEB, at(1));
    keeper.want((MarkTableTerms) null);
    keeper.settle();
    assertThat(kernel.names()).as("its destinations are still marked").hasSize(1);
    keeper.want(WEB, List.of());
    keeper.settle();
    assertThat(kernel.names()).isEmpty();
    assertThat(noted).isEmpty();
    keeper.want(TERMS);
    keeper.want(WEB, List.of(at(1)));
    keeper.settle();
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
  }

  @Test
  void aDestinationPassesFromOneMarkToAnotherInOneStep() {
    var keeper = keeping(WEB, at(1), at(2));
    kernel.done.clear();
    keeper.want(MAIL, List.of(at(2)));
    keeper.want(WEB, List.of(at(1)));
    keeper.settle();
    assertThat(kernel.done).containsExactly("change -1 +2");
    assertThat(kernel.elements("holdfast-ipvs"))
        .containsExactlyInAnyOrder(element(1, 1, 1000), element(2, 2, 1001));
  }

  @Test
  void aTableOfAnotherProgramStays() {
    kernel.foreign("holdfast-ipvs");
    keeping(WEB, at(1));
    assertThat(kernel.names()).containsExactlyInAnyOrder("holdfast-ipvs", "holdfast-ipvs-2");
    assertThat(kernel.elements("holdfast-ipvs")).isEmpty();
    assertThat(noted).containsExactly("holdfast-ipvs-2");
  }

  @Test
  void aTableOfAnotherAgentStays() {
    kernel.left(TERMS, element(7, 7, 1000));
    keeping(WEB, at(1));
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(7, 7, 1000));
    assertThat(kernel.elements("holdfast-ipvs-2")).containsExactly(element(1, 1, 1000));
  }

  @Test
  void sixteenTablesOfOtherProgramsAreAProblemThatIsRetried() {
    IntStream.rangeClosed(1, TableNames.MOST)
        .forEach(i -> kernel.foreign("holdfast-ipvs" + (i == 1 ? "" : "-" + i)));
    var keeper = keeping(WEB, at(1));
    assertThat(keeper.error()).contains("belong to other programs");
    kernel.flush();
    keeper.verify();
    assertThat(keeper.error()).isEmpty();
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
  }

  @Test
  void theTableOfADeadRunIsTakenOverAndItsOtherMarksStayUntilTheyAreDecided() {
    earlier.add("holdfast-ipvs");
    kernel.left(TERMS, element(1, 1, 1000), element(5, 5, 1001));
    var keeper = keeping(WEB, at(1));
    assertThat(kernel.done).isEmpty();
    assertThat(kernel.elements("holdfast-ipvs"))
        .containsExactlyInAnyOrder(element(1, 1, 1000), element(5, 5, 1001));
    keeper.want(MAIL, List.of());
    keeper.settle();
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
  }

  @Test
  void marksOfADeadRunThatAreWithdrawnBeforeAnyIsRequestedGo() {
    earlier.add("holdfast-ipvs");
    noted.add("holdfast-ipvs");
    kernel.left(TERMS, element(1, 1, 1000), element(5, 5, 1001));
    var keeper = keeper();
    keeper.want(TERMS);
    keeper.want(MAIL, List.of());
    keeper.settle();
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
    keeper.want(WEB, List.of());
    keeper.settle();
    assertThat(kernel.names()).isEmpty();
    assertThat(noted).isEmpty();
  }

  @Test
  void aMarkThatIsWithdrawnMakesNoTable() {
    earlier.add("holdfast-ipvs");
    var keeper = keeper();
    keeper.want(TERMS);
    keeper.want(MAIL, List.of());
    keeper.settle();
    assertThat(kernel.done).isEmpty();
  }

  @Test
  void aMarkOfADeadRunGivesWay() {
    earlier.add("holdfast-ipvs");
    kernel.left(TERMS, element(1, 9, 1777));
    keeping(WEB, at(1));
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
  }

  @Test
  void aDamagedTableOfADeadRunIsReplacedInOneStep() {
    earlier.add("holdfast-ipvs");
    kernel.left(new MarkTableTerms("holdfast-ipvs", 7), element(5, 5, 1001));
    keeping(WEB, at(1));
    assertThat(kernel.done).containsExactly("replace holdfast-ipvs", "change -0 +1");
    assertThat(kernel.elements("holdfast-ipvs")).hasSize(2);
  }

  @Test
  void theTableOfADeadRunGoesIfNothingIsMarkedNow() {
    earlier.add("holdfast-ipvs");
    noted.add("holdfast-ipvs");
    kernel.left(TERMS, element(1, 1, 1000));
    var keeper = keeper();
    keeper.want((MarkTableTerms) null);
    keeper.settle();
    assertThat(kernel.names()).isEmpty();
    assertThat(noted).isEmpty();
  }

  @Test
  void aTableThatAnotherProgramChangedIsRestored() {
    var keeper = keeping(WEB, at(1));
    kernel.flush();
    keeper.verify();
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
    assertThat(keeper.repairs()).isOne();
    kernel.left(TERMS, element(1, 1, 1000), element(2, 2, 1000));
    keeper.verify();
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
    assertThat(keeper.repairs()).isEqualTo(2);
  }

  @Test
  void aChangeThatFindsTheTableGoneRestoresItAtOnce() {
    var keeper = keeping(WEB, at(1));
    kernel.flush();
    keeper.want(WEB, List.of(at(1), at(5)));
    keeper.settle();
    assertThat(kernel.elements("holdfast-ipvs"))
        .containsExactlyInAnyOrder(element(1, 1, 1000), element(5, 5, 1000));
    assertThat(problems).isEmpty();
  }

  @Test
  void aTableThatAnotherProgramPutInPlaceOfOursStays() {
    var keeper = keeping(WEB, at(1));
    kernel.flush();
    kernel.foreign("holdfast-ipvs");
    keeper.verify();
    assertThat(kernel.elements("holdfast-ipvs-2")).containsExactly(element(1, 1, 1000));
    assertThat(kernel.elements("holdfast-ipvs")).isEmpty();
    assertThat(noted).containsExactly("holdfast-ipvs-2");
  }

  @Test
  void aNewPriorityAndANewNameKeepTheElements() {
    var keeper = keeping(WEB, at(1));
    keeper.want(new MarkTableTerms("holdfast-ipvs", -5));
    keeper.settle();
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
    keeper.want(new MarkTableTerms("other", -5));
    keeper.settle();
    assertThat(kernel.names()).containsExactly("other");
    assertThat(kernel.elements("other")).containsExactly(element(1, 1, 1000));
    assertThat(noted).containsExactly("other");
  }

  @Test
  void aKernelThatRefusesIsReportedOnceAndAskedAgain() {
    kernel.refuses = true;
    var keeper = keeping(WEB, at(1));
    keeper.verify();
    assertThat(problems).hasSize(1);
    assertThat(keeper.error()).startsWith("firewall marks by nftables: ");
    kernel.refuses = false;
    keeper.verify();
    assertThat(keeper.error()).isEmpty();
    assertThat(kernel.elements("holdfast-ipvs")).containsExactly(element(1, 1, 1000));
  }

  @Test
  void theEndRemovesTheTableAndClosingKeepsIt() {
    var keeper = keeping(WEB, at(1));
    keeper.close();
    assertThat(kernel.names()).hasSize(1);
    keeper.end();
    assertThat(kernel.names()).isEmpty();
    assertThat(noted).isEmpty();
  }

  @Test
  void anEndBeforeAnythingElseRemovesTheTableOfADeadRun() {
    earlier.add("holdfast-ipvs");
    noted.add("holdfast-ipvs");
    kernel.left(TERMS, element(1, 1, 1000));
    keeper().end();
    assertThat(kernel.names()).isEmpty();
    assertThat(noted).isEmpty();
  }

  @Test
  void everyPortIsAnElementOfItsOwnKind() {
    var any = new ServiceKey.Address(Protocol.UDP, IpAddress.of("2001:db8::ffff:ffff"), 0);
    var next = new ServiceKey.Address(Protocol.UDP, IpAddress.of("2001:db8::1:0:0"), 0);
    var one = new ServiceKey.Address(Protocol.UDP, IpAddress.of("2001:db8::1:0:0"), 53);
    assertThat(MarkedDestinations.of(List.of(one, next, any, any), 5))
        .containsExactlyInAnyOrder(
            new MarkElement(any.address(), next.address(), 17, 0, 65_535, 5),
            new MarkElement(one.address(), one.address(), 17, 53, 53, 5));
  }

  @Test
  void theLastAddressesHaveNoNext() {
    for (var text : List.of("255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) {
      var last = new ServiceKey.Address(Protocol.TCP, IpAddress.of(text), 80);
      assertThat(MarkedDestinations.of(List.of(last), 5)).hasSize(1);
    }
  }
}
