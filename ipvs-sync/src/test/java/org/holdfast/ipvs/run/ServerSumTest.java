package org.holdfast.ipvs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.ipvs.Samples.A;

import java.util.List;
import java.util.Optional;
import org.holdfast.ipvs.DestinationStatus;
import org.holdfast.ipvs.Traffic;
import org.junit.jupiter.api.Test;

class ServerSumTest {

  private static final Traffic TRAFFIC = new Traffic(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

  private static ServerReport report(int weight, String error) {
    var there = new DestinationStatus(A.withWeight(weight), 10, 20, 30, TRAFFIC);
    return new ServerReport(A.key(), Optional.of(A), Optional.of(there), error);
  }

  private static ServerReport missing(String error) {
    return new ServerReport(A.key(), Optional.of(A), Optional.empty(), error);
  }

  @Test
  void sumsTheServicesAndKeepsTheFirstWeightAndTheFirstError() {
    assertThat(
            ServerSum.of(
                List.of(
                    missing(""),
                    report(A.weight(), ""),
                    report(A.weight() + 1, "first"),
                    report(A.weight(), "second"))))
        .isEqualTo(
            new ServerSum(
                3,
                A.weight(),
                false,
                30,
                60,
                90,
                new Traffic(3, 6, 9, 12, 15, 18, 21, 24, 27, 30),
                "first"));
  }

  @Test
  void aServerWithTheWantedSettingsInEachServiceIsAsWanted() {
    var report = report(A.weight(), "");
    assertThat(ServerSum.of(List.of(report, report)))
        .isEqualTo(new ServerSum(2, A.weight(), true, 20, 40, 60, TRAFFIC.plus(TRAFFIC), ""));
  }

  @Test
  void aServerThatNoServiceContainsIsNotAsWanted() {
    assertThat(ServerSum.of(List.of(missing("refused"))))
        .isEqualTo(new ServerSum(0, 0, false, 0, 0, 0, Traffic.NONE, "refused"));
    assertThat(ServerSum.of(List.of())).isNull();
  }
}
