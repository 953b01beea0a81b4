package org.holdfast.agent.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.agent.status.Reports;
import org.junit.jupiter.api.Test;

final class ReadinessTest {

  @Test
  void mastersAndBackupsAreReady() {
    var instances = Reports.full().instances().subList(0, 2);
    assertThat(Readiness.obstacles(instances, "")).isEmpty();
    assertThat(Readiness.obstacles(List.of(), "")).isEmpty();
  }

  @Test
  void namesEveryObstacle() {
    assertThat(Readiness.obstacles(Reports.full().instances(), "no module ip_vs"))
        .containsExactly(
            "VI_6 is at fault: interface eth1 down; tracked script web-alive failed",
            "VI_7 is stopped",
            "the IPVS table is not kept: no module ip_vs");
  }
}
