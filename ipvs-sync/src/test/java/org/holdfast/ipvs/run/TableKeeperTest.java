package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.ipvs.Samples.A;
import static org.holdfast.ipvs.Samples.B;
import static org.holdfast.ipvs.Samples.C;
import static org.holdfast.ipvs.Samples.NAMES;
import static org.holdfast.ipvs.Samples.WEB;
import static org.holdfast.ipvs.Samples.service;
import static org.holdfast.ipvs.Samples.terms;
import static org.holdfast.ipvs.Samples.web;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.verifyNoMoreInteractions;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.CommandOutcome;
import org.holdfast.ipvs.ServiceKey;
import org.holdfast.ipvs.VirtualService;
import org.holdfast.net.Family;
import org.junit.jupiter.api.Test;

class TableKeeperTest {

  private final FakeKernel kernel = new FakeKernel();
  private long now;
  private final TableKeeper keeper =
      new TableKeeper(kernel, IpvsListener.NONE, new KeeperProblems(), () -> now);

  private void want(VirtualService service) {
    keeper.want(Map.of(service.key(), Optional.of(service)));
    keeper.settle();
  }

  private void wantAll(List<VirtualService> services) {
    services.forEach(this::want);
  }

  @Test
  void writesWantedServices() {
    want(web(A, B));
    assertThat(kernel.table.contents()).containsExactly(web(A, B));
  }

  @Test
  void writesOnlyTheDifference() {
    want(web(A, B));
    kernel.takeCommands();
    want(web(A.withWeight(9), B));
    assertThat(kernel.takeCommands())
        .containsExactly(new Command.EditDestination(WEB, A.withWeight(9)));
    want(web(A.withWeight(9), B));
    assertThat(kernel.takeCommands()).isEmpty();
  }

  @Test
  void doesNotReadServersWhenNothingChanges() {
    want(web(A, B));
    kernel.serversRead = 0;
    want(web(A, B));
    assertThat(kernel.serversRead).isZero();
  }

  @Test
  void adoptsServicesOfAnEarlierRun() {
    kernel.table.put(web(A, C));
    want(web(A, B));
    assertThat(kernel.commands)
        .containsExactly(
            new Command.AddDestination(WEB, B), new Command.DeleteDestination(WEB, C.key()));
  }

  @Test
  void reportsLeftoversOfAnEarlierRunBeforeTheFirstRequest() {
    kernel.table.put(web(A, C));
    kernel.table.put(service(NAMES, B));
    assertThat(keeper.left(Set.of(WEB))).containsOnly(Map.entry(WEB, web(A, C)));
    keeper.scan();
    assertThat(kernel.commands).isEmpty();
    kernel.serversRead = 0;
    want(web(A, B));
    assertThat(kernel.serversRead).isZero();
    assertThat(kernel.table.contents()).containsExactlyInAnyOrder(web(A, B), service(NAMES, B));
    assertThat(keeper.status().repairs()).isZero();
  }

  @Test
  void reportsNoLeftoversInAnUnreadableTable() {
    kernel.silent = true;
    assertThat(keeper.left(Set.of(WEB))).isEmpty();
    assertThat(keeper.status().lastError()).isNotEmpty();
  }

  @Test
  void withdrawsServicesOfAnEarlierRun() {
    kernel.table.put(web(A));
    keeper.want(Map.of(WEB, Optional.empty()));
    keeper.settle();
    assertThat(kernel.table.contents()).isEmpty();
    assertThat(keeper.status().services()).isEmpty();
  }

  @Test
  void withdrawsServicesThatAreNoLongerWanted() {
    wantAll(List.of(web(A), service(NAMES, B)));
    keeper.settle();
    keeper.want(Map.of(WEB, Optional.empty()));
    keeper.settle();
    assertThat(kernel.table.contents()).containsExactly(service(NAMES, B));
  }

  @Test
  void restoresChangesByAnotherProgram() {
    want(web(A, B));
    kernel.table.put(new VirtualService(WEB, terms("sh"), List.of(A.withWeight(0), C)));
    keeper.scan();
    assertThat(kernel.table.get(WEB)).hasValue(web(A, B));
    assertThat(keeper.status().repairs()).isEqualTo(1);
    assertThat(keeper.status().services().getFirst().repairs()).isEqualTo(1);
  }

  @Test
  void restoresAFlushedTableAtOnce() {
    var services = IntStream.range(1, 500).mapToObj(i -> service(mark(i), A, B)).toList();
    wantAll(services);
    keeper.settle();
    kernel.table.clear();
    keeper.scan();
    assertThat(kernel.table.contents()).hasSize(499).allMatch(s -> s.destinations().size() == 2);
    assertThat(keeper.status().repairs()).isEqualTo(499);
  }

  private static ServiceKey mark(int number) {
    return new ServiceKey.Mark(number, Family.IPV4);
  }

  @Test
  void findsEveryChangeInOneRoundOfScans() {
    var services = IntStream.range(1, 1001).mapToObj(i -> service(mark(i), A, B)).toList();
    wantAll(services);
    keeper.settle();
    services.forEach(s -> kernel.table.put(service(s.key(), A, B.withWeight(7))));
    var time = java.time.Duration.ZERO;
    while (time.toMillis() < 1700) {
      int before = kernel.serversRead;
      time = time.plus(keeper.scan());
      assertThat(kernel.serversRead - before).isLessThan(1200);
    }
    assertThat(kernel.table.contents()).containsExactlyElementsOf(services);
    assertThat(keeper.status().repairs()).isEqualTo(1000);
  }

  @Test
  void doesNotCountItsOwnWritesBetweenTwoScansAsDrift() {
    var services = new ArrayList<VirtualService>();
    IntStream.range(1, 1001).forEach(i -> services.add(service(mark(i), A, B)));
    wantAll(services);
    keeper.settle();
    keeper.scan();
    want(service(mark(1000), C));
    want(web(A));
    keeper.want(Map.of(mark(999), Optional.empty()));
    keeper.settle();
    IntStream.range(0, 20).forEach(_ -> keeper.scan());
    assertThat(keeper.status().repairs()).isZero();
    assertThat(kernel.table.get(mark(1000))).hasValue(service(mark(1000), C));
  }

  @Test
  void neverTouchesAForeignService() {
    kernel.table.put(service(NAMES, A));
    want(web(B));
    keeper.scan();
    keeper.withdraw();
    assertThat(kernel.table.contents()).containsExactly(service(NAMES, A));
    assertThat(keeper.status().foreignServices()).isEqualTo(1);
  }

  @Test
  void continuesWithOtherServicesAfterARefusal() {
    kernel.answers.put(
        "add service TCP 10.0.0.1:80",
        new CommandOutcome.Refused("add service: ENOENT: no scheduler"));
    wantAll(List.of(web(A), service(NAMES, B)));
    keeper.settle();
    assertThat(kernel.table.contents()).containsExactly(service(NAMES, B));
    var report = keeper.status().services().getFirst();
    assertThat(report.actual()).isEmpty();
    assertThat(report.lastError()).contains("no scheduler");
    assertThat(keeper.status().repairs()).isZero();
  }

  @Test
  void retriesRefusedCommands() {
    var words = "add server 10.1.0.1:80 to service TCP 10.0.0.1:80";
    kernel.answers.put(words, new CommandOutcome.Refused("ENOMEM"));
    want(web(A, B));
    assertThat(server(A.key()).lastError()).isEqualTo("ENOMEM");
    assertThat(server(A.key()).actual()).isEmpty();
    kernel.answers.clear();
    keeper.scan();
    assertThat(kernel.table.contents()).containsExactly(web(B, A));
    assertThat(server(A.key()).lastError()).isEmpty();
    assertThat(keeper.status().repairs()).isZero();
  }

  private ServerReport server(org.holdfast.ipvs.Destination.Key key) {
    return keeper.status().services().getFirst().servers().stream()
        .filter(report -> report.key().equals(key))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void forgetsAServiceThatAnotherProgramRemovedInItsPlace() {
    want(web(A));
    kernel.answers.put("remove service TCP 10.0.0.1:80", new CommandOutcome.Refused("EBUSY"));
    keeper.want(Map.of(WEB, Optional.empty()));
    keeper.settle();
    assertThat(keeper.status().services()).hasSize(1);
    kernel.table.clear();
    keeper.scan();
    keeper.scan();
    assertThat(keeper.status().services()).isEmpty();
  }

  @Test
  void readsAServiceBackAtOnceAfterARefusal() {
    want(web(A, B));
    kernel.table.remove(WEB);
    want(web(A.withWeight(2), B));
    assertThat(keeper.settle()).isFalse(); // refused: the service is read back as missing
    assertThat(keeper.status().repairs()).isEqualTo(1);
    keeper.scan();
    assertThat(keeper.status().repairs()).isEqualTo(1);
    assertThat(kernel.table.get(WEB)).hasValue(web(A.withWeight(2), B));
  }

  @Test
  void reportsTheOldTermsWhenTheKernelRefusesNewOnes() {
    want(web(A));
    kernel.answers.put(
        "change service TCP 10.0.0.1:80",
        new CommandOutcome.Refused("the kernel has no scheduler sed"));
    want(new VirtualService(WEB, terms("sed"), List.of(A)));
    keeper.scan();
    assertThat(keeper.status().refusedServices())
        .containsExactly(
            "TCP 10.0.0.1:80 is not as configured: scheduler wlc (expected: sed);"
                + " the kernel has no scheduler sed");
    want(web(A));
    assertThat(keeper.status().refusedServices()).isEmpty();
  }

  @Test
  void aServerOfARefusedServiceShowsTheReasonOfTheService() {
    kernel.answers.put(
        "add service TCP 10.0.0.1:80",
        new CommandOutcome.Refused("the kernel has no scheduler wlc"));
    want(web(A));
    assertThat(keeper.status().refusedServices())
        .containsExactly(
            "TCP 10.0.0.1:80 is not as configured: it is not in the table;"
                + " the kernel has no scheduler wlc");
    assertThat(keeper.status().services().getFirst().servers().getFirst().lastError())
        .isEqualTo("the kernel has no scheduler wlc");
  }

  @Test
  void countsDriftThatIsFoundWhileWriting() {
    want(web(A, B));
    kernel.table.put(web(A));
    want(web(A, B.withWeight(5)));
    assertThat(kernel.table.get(WEB)).hasValue(web(A, B.withWeight(5)));
    assertThat(keeper.status().repairs()).isEqualTo(1);
    assertThat(keeper.status().services().getFirst().repairs()).isEqualTo(1);
    keeper.scan();
    assertThat(keeper.status().repairs()).isEqualTo(1);
  }

  @Test
  void showsAMissingReplyUntilOneArrives() {
    kernel.answers.put("add service TCP 10.0.0.1:80", new CommandOutcome.Unknown("ETIMEDOUT"));
    want(web(A));
    assertThat(keeper.status().lastError()).isEqualTo("ETIMEDOUT");
    kernel.answers.clear();
    keeper.scan();
    assertThat(keeper.status().lastError()).isEmpty();
  }

  @Test
  void readsTheTableBackAtOnceAfterALostReply() {
    kernel.answers.put("add service TCP 10.0.0.1:80", new CommandOutcome.Unknown("ETIMEDOUT"));
    want(web(A));
    assertThat(keeper.settle()).isTrue();
    kernel.answers.clear();
    keeper.scan();
    assertThat(kernel.table.contents()).containsExactly(web(A));
  }

  @Test
  void sendsNoFurtherQueryToASilentKernelAfterAWrite() {
    want(web(A));
    kernel.answers.put(
        "change server 10.1.0.1:80 of service TCP 10.0.0.1:80",
        new CommandOutcome.Unknown("ETIMEDOUT"));
    int before = kernel.serversRead;
    want(web(A.withWeight(9)));
    assertThat(keeper.settle()).isTrue();
    assertThat(kernel.serversRead).isEqualTo(before);
  }

  @Test
  void survivesAKernelThatDoesNotReply() {
    kernel.silent = true;
    want(web(A));
    keeper.scan();
    assertThat(keeper.status().lastError()).contains("ETIMEDOUT");
    kernel.silent = false;
    keeper.scan();
    assertThat(keeper.status().lastError()).isEmpty();
    assertThat(kernel.table.contents()).containsExactly(web(A));
  }

  @Test
  void withdrawsEachServiceWithOneCommand() {
    wantAll(List.of(web(A, B), service(NAMES, A)));
    keeper.settle();
    kernel.takeCommands();
    keeper.withdraw();
    assertThat(kernel.commands)
        .containsExactly(new Command.DeleteService(WEB), new Command.DeleteService(NAMES));
  }

  @Test
  void writesItsServicesAgainAfterAFlush() {
    kernel.table.put(service(NAMES, A));
    want(web(A));
    keeper.flush();
    keeper.settle();
    assertThat(kernel.table.contents()).containsExactly(web(A));
  }

  @Test
  void showsTheActualBesideTheWantedState() {
    want(web(A, B));
    keeper.scan();
    var report = keeper.status().services().getFirst();
    assertThat(report.desired()).isEqualTo(report.actual()).isPresent();
    var server = report.servers().getFirst();
    assertThat(server.desired()).hasValue(A);
    assertThat(server.actual().orElseThrow().activeConnections()).isEqualTo(3);
    want(web(A.withWeight(0), B));
    var changed = server(A.key()).actual().orElseThrow();
    assertThat(changed.destination().weight()).isZero();
    assertThat(changed.activeConnections()).as("of the last scan").isEqualTo(3);
    assertThat(Optional.of(changed.destination())).isEqualTo(server(A.key()).desired());
  }

  @Test
  void reportsSinceWhenTheTableHasLackedAWantedService() {
    kernel.answers.put("add service TCP 10.0.0.1:80", new CommandOutcome.Refused("ENOMEM"));
    now = 5;
    want(web(A));
    assertThat(missingSince()).hasValue(5);

    now = 6;
    keeper.scan();
    want(web(A, B));
    assertThat(missingSince()).as("it is still missing").hasValue(5);

    kernel.answers.clear();
    want(web(A));
    assertThat(missingSince()).as("it is there").isEmpty();

    now = 7;
    kernel.table.remove(WEB);
    kernel.answers.put("add service TCP 10.0.0.1:80", new CommandOutcome.Refused("ENOMEM"));
    keeper.scan();
    assertThat(missingSince()).as("another program removed it").hasValue(7);
  }

  @Test
  void reportsSinceWhenAServiceIsMissingWithoutIpvs() {
    kernel.silent = true;
    kernel.answers.put(
        "add service TCP 10.0.0.1:80", new CommandOutcome.Unknown("the kernel has no ip_vs"));
    now = 5;
    want(web(A));
    now = 6;
    keeper.scan();
    assertThat(missingSince()).hasValue(5);
  }

  private OptionalLong missingSince() {
    return keeper.status().services().getFirst().missingSince();
  }

  // ---- Who is told ----

  private final IpvsListener listener = mock(IpvsListener.class);
  private final TableKeeper reporting =
      new TableKeeper(kernel, listener, new KeeperProblems(), () -> now);

  private boolean tellWanted(VirtualService service) {
    reporting.want(Map.of(service.key(), Optional.of(service)));
    return reporting.settle();
  }

  @Test
  void reportsDriftAtOnceThatIsFoundWhileWriting() {
    tellWanted(web(A, B));
    kernel.table.put(web(A));

    assertThat(tellWanted(web(A, B.withWeight(5)))).as("a scan is due").isTrue();

    verify(listener).repaired(WEB, List.of("server 10.1.0.2:80 is missing"));
    verifyNoMoreInteractions(listener);
  }

  @Test
  void reportsAServiceThatExistsWhereNoneWasExpected() {
    kernel.answers.put("add service TCP 10.0.0.1:80", new CommandOutcome.Refused("ENOMEM"));
    tellWanted(web(A));
    kernel.answers.clear();
    kernel.table.put(web(A));

    tellWanted(web(A));

    verify(listener).refused(WEB, "ENOMEM");
    verify(listener).repaired(WEB, List.of("it is there", "server 10.1.0.1:80 is there"));
    verifyNoMoreInteractions(listener);
  }

  @Test
  void reportsTheDriftThatAScanFinds() {
    tellWanted(web(A));
    kernel.table.remove(WEB);

    reporting.scan();

    verify(listener).repaired(WEB, List.of("it is missing"));
  }

  @Test
  void countsEveryRefusalAndReportsARepeatedOneOnce() {
    kernel.answers.put("add service TCP 10.0.0.1:80", new CommandOutcome.Refused("ENOMEM"));
    tellWanted(web());
    reporting.scan();
    reporting.scan();

    verify(listener, times(1)).refused(WEB, "ENOMEM");
    assertThat(reporting.status().refusals()).isEqualTo(3);
  }

  // ---- What is not of another program ----

  @Test
  void doesNotCountDriftOfServicesNeverSeen() {
    kernel.table.put(web(B));
    kernel.silent = true;
    want(web(A));
    assertThat(keeper.status().lastError()).contains("ETIMEDOUT");
    assertThat(keeper.status().repairs()).isZero();

    kernel.silent = false;
    want(web(A));
    assertThat(keeper.status().lastError()).isEmpty();
  }

  @Test
  void doesNotCountARemovalThatWasPlannedAnyway() {
    want(web(A));
    kernel.table.remove(WEB);
    kernel.answers.put("remove service TCP 10.0.0.1:80", new CommandOutcome.Refused("EBUSY"));

    keeper.want(Map.of(WEB, Optional.empty()));
    keeper.settle();

    assertThat(keeper.status().repairs()).isZero();
  }

  @Test
  void doesNotCountTermsWrittenBetweenTwoScansAsDrift() {
    var services = IntStream.rangeClosed(1, 1000).mapToObj(i -> service(mark(i), A, B)).toList();
    wantAll(services);
    keeper.settle();
    keeper.scan();

    want(new VirtualService(mark(1000), terms("sh"), List.of(A, B)));
    IntStream.range(0, 20).forEach(_ -> keeper.scan());

    assertThat(keeper.status().repairs()).isZero();
  }

  // ---- Queries and requests, repeated or not ----

  @Test
  void aWithdrawnServiceIsRemovedOnce() {
    want(web(A));
    keeper.want(Map.of(WEB, Optional.empty()));
    keeper.settle();
    kernel.takeCommands();

    keeper.settle();

    assertThat(kernel.commands).isEmpty();
  }

  @Test
  void aScanQueriesTheServicesAndTheServersOfEach() {
    wantAll(List.of(web(A), service(NAMES, B)));
    keeper.settle();
    keeper.scan();
    var queries = new AtomicInteger();
    kernel.onQuery = queries::incrementAndGet;

    keeper.scan();

    assertThat(queries).hasValue(3);
  }

  @Test
  void servicesReadBeforeAFailureAreReadAgain() {
    kernel.table.put(web(A));
    assertThat(keeper.left(Set.of(WEB))).hasSize(1);
    kernel.silent = true;
    assertThat(keeper.left(Set.of(WEB))).isEmpty();
    kernel.silent = false;
    kernel.serversRead = 0;

    want(web(A));

    assertThat(kernel.serversRead).isEqualTo(1);
  }

  @Test
  void aRefusedServiceThatCannotBeReadBackIsScannedSoon() {
    want(web(A));
    kernel.answers.put(
        "change server 10.1.0.1:80 of service TCP 10.0.0.1:80",
        new CommandOutcome.Refused("ENOMEM"));
    kernel.silent = true;

    want(web(A.withWeight(9)));

    assertThat(keeper.settle()).as("a scan is due").isTrue();
    assertThat(keeper.status().lastError()).contains("ETIMEDOUT");
  }

  @Test
  void aRoundThatFailedStartsAgain() {
    var services = IntStream.rangeClosed(1, 1000).mapToObj(i -> service(mark(i), A, B)).toList();
    wantAll(services);
    keeper.settle();
    keeper.scan();
    kernel.silent = true;
    keeper.scan();
    kernel.silent = false;
    kernel.table.clear();

    keeper.scan();

    assertThat(kernel.table.contents()).hasSize(1000);
  }

  // ---- The end ----

  @Test
  void aRemovalWithoutAReplyIsRepeatedWhenStopping() {
    wantAll(List.of(web(A), service(NAMES, B)));
    keeper.settle();
    kernel.answers.put("remove service TCP 10.0.0.1:80", new CommandOutcome.Unknown("ETIMEDOUT"));
    kernel.takeCommands();

    keeper.withdraw();

    assertThat(kernel.takeCommands())
        .containsExactly(
            new Command.DeleteService(WEB),
            new Command.DeleteService(NAMES),
            new Command.DeleteService(WEB));
    assertThat(keeper.status().lastError()).isEqualTo("ETIMEDOUT");
    assertThat(keeper.status().services()).isEmpty();
  }

  @Test
  void nothingIsPlannedAfterTheStop() {
    kernel.answers.put("add service TCP 10.0.0.1:80", new CommandOutcome.Unknown("ETIMEDOUT"));
    want(web(A));
    want(service(NAMES, B));
    keeper.withdraw();
    kernel.takeCommands();

    assertThat(keeper.settle()).as("a scan is due").isFalse();
    assertThat(kernel.commands).isEmpty();
  }

  @Test
  void aFlushWithoutAReplyIsShown() {
    kernel.answers.put(new Command.Flush().words(), new CommandOutcome.Unknown("ETIMEDOUT"));

    keeper.flush();

    assertThat(keeper.status().lastError()).isEqualTo("ETIMEDOUT");
  }
}
