package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.ipvs.Samples.A;
import static org.holdfast.ipvs.Samples.B;
import static org.holdfast.ipvs.Samples.WEB;
import static org.holdfast.ipvs.Samples.WLC;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.holdfast.ipvs.Command;
import org.holdfast.ipvs.Destination;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.ServiceStatus;
import org.holdfast.ipvs.Traffic;
import org.junit.jupiter.api.Test;

/** Among others: repeated reads of an unchanged table create no long-lived garbage. */
class TableEntryTest {

  private final TableEntry entry = new TableEntry(WEB, () -> 0);

  private static ServiceStatus service(long connections) {
    return new ServiceStatus(WEB, WLC, new Traffic(connections, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  private static DestinationStatus row(Destination server, long active) {
    var copy = server.withWeight(server.weight());
    return new DestinationStatus(
        copy, active, 0, 0, new Traffic(active, 0, 0, 0, 0, 0, 0, 0, 0, 0));
  }

  private void read(long connections, long activeOfB) {
    var _ = entry.read(Optional.of(service(connections)), List.of(row(A, 0), row(B, activeOfB)));
  }

  private DestinationStatus reported(int server) {
    return entry.report().servers().get(server).actual().orElseThrow();
  }

  @Test
  void equalRecordsAreReplacedByTheKnownOnes() {
    read(1, 2);
    var service = entry.kept(service(1));
    var first = reported(0).destination();

    read(1, 2);

    assertThat(entry.kept(service(1))).isSameAs(service);
    assertThat(reported(0).destination()).isSameAs(first);
  }

  @Test
  void differentRecordsReplaceTheKnownOnes() {
    read(1, 2);
    var first = reported(0).destination();

    read(3, 4);

    assertThat(entry.report().traffic().connections()).isEqualTo(3);
    assertThat(reported(1).activeConnections()).isEqualTo(4);
    assertThat(reported(0).destination()).isSameAs(first);
    assertThat(entry.kept(service(1))).isEqualTo(service(1));
  }

  @Test
  void aRemovedServerIsNoLongerReported() {
    read(1, 2);

    assertThat(entry.read(Optional.of(service(1)), List.of(row(B, 2))))
        .containsExactly("server 10.1.0.1:80 is missing");
    assertThat(entry.report().servers()).hasSize(1);
  }

  @Test
  void aReappearingServiceIsReportedAsAChange() {
    var _ = entry.read(Optional.empty(), List.of());

    assertThat(entry.read(Optional.of(service(1)), List.of())).containsExactly("it is there");
  }

  @Test
  void anUnwantedServiceThatDoesNotExistNeedsNoCommand() {
    var commands = new ArrayList<Command.OfService>();
    entry.plan(commands);
    assertThat(commands).as("not known").containsExactly(new Command.DeleteService(WEB));
    commands.clear();

    var _ = entry.read(Optional.empty(), List.of());
    entry.plan(commands);

    assertThat(commands).isEmpty();
    assertThat(entry.isOver()).isTrue();
  }

  @Test
  void aRefusalIsNewOnlyWithANewReason() {
    var service = new Command.DeleteService(WEB);
    var server = new Command.AddDestination(WEB, A);

    assertThat(entry.refused(server, "ENOMEM")).isTrue();
    assertThat(entry.refused(server, "ENOMEM")).isFalse();
    assertThat(entry.refused(server, "EINVAL")).isTrue();
    assertThat(entry.refused(service, "ENOENT")).isTrue();
    assertThat(entry.refused(service, "ENOENT")).isFalse();
    assertThat(entry.refused(service, "EBUSY")).isTrue();
  }

  @Test
  void aServerOfARefusedServiceIsNotReportedAgain() {
    assertThat(entry.refused(new Command.DeleteService(WEB), "ENOENT")).isTrue();

    assertThat(entry.refused(new Command.AddDestination(WEB, B), "ENOENT")).isFalse();
  }
}
