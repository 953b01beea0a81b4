package org.holdfast.agent.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.config.load.ConfigFile;
import org.holdfast.agent.control.Caller;
import org.holdfast.agent.control.ControlRequest;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.control.RefusedException;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.orders.OrderServiceTest.Obedient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which instances the name in an order stands for. */
class OrderRoutesTest {

  private static final String PLAIN =
      """
      vrrp:
        instances:
          VI_1: {interface: lo, virtual-router-id: 51, addresses: [10.9.0.100/24]}
          VI_2: {interface: lo, virtual-router-id: 52, addresses: [10.9.0.101/24]}
          VI_3: {interface: lo, virtual-router-id: 53, addresses: [10.9.0.102/24]}
      """;

  private static final String GROUPED =
      PLAIN
          + """
            sync-groups:
              VG_1: {instances: [VI_2, VI_1]}
          """;

  @TempDir private Path directory;

  private final Obedient obedient = new Obedient();
  private OrderService desk;
  private List<ControlRoute> routes;

  @BeforeEach
  void begin() throws Exception {
    begin(GROUPED);
  }

  private void begin(String yaml) throws Exception {
    var config =
        ConfigFile.load(Files.writeString(directory.resolve("holdfast.yaml"), yaml)).config();
    desk =
        new OrderService(
            OrderBook.EMPTY,
            OrderFile.at(directory.resolve("orders")),
            config,
            obedient,
            new Events(OrderServiceTest.NOON),
            OrderServiceTest.NOON,
            () -> 0);
    routes =
        OrderRoutes.of(
            () -> config, desk, new Successors(() -> CompletableFuture.completedFuture(List.of())));
  }

  @AfterEach
  void end() {
    desk.close();
  }

  private String order(String verb, String name) {
    var request = new ControlRequest(new Caller(1, 0, 0), Map.of("name", name), Map.of(), "");
    var route =
        routes.stream().filter(each -> each.path().endsWith("/" + verb)).findFirst().orElseThrow();
    var answer = route.handler().answer(request).join().pieces();
    return new String(answer.next(), StandardCharsets.UTF_8);
  }

  @Test
  void theNameOfASyncGroupStandsForItsMembers() {
    assertThat(order("step-down", "VG_1")).contains("its sync group steps down as one: VI_2, VI_1");
    assertThat(obedient.steppedDown()).containsOnlyKeys("VI_1", "VI_2");

    assertThat(order("resume", "VG_1"))
        .contains("no order is left for VI_2; its sync group resumes as one: VI_2, VI_1");
    assertThat(obedient.steppedDown()).isEmpty();
  }

  @Test
  void theAnswerForAMemberNamesTheOthers() {
    assertThat(order("step-down", "VI_1"))
        .contains("VI_1 is stepped down by ")
        .contains("its sync group steps down as one: VI_2, VI_1");
    order("resume", "VG_1");
    assertThat(obedient.steppedDown()).isEmpty();
  }

  @Test
  void anInstanceOutsideOfGroupsStepsDownAlone() {
    assertThat(order("step-down", "VI_3")).doesNotContain("sync group");
    assertThat(obedient.steppedDown()).containsOnlyKeys("VI_3");
  }

  @Test
  void anUnknownNameIsRefusedWithTheNamesThatExist() throws Exception {
    assertThatThrownBy(() -> order("step-down", "VG_10"))
        .hasRootCauseInstanceOf(RefusedException.class)
        .rootCause()
        .hasMessage(
            "no instance or sync group is called \"VG_10\"; did you mean \"VG_1\"? (there are VI_1,"
                + " VI_2, VI_3, VG_1)");
    assertThatThrownBy(() -> order("resume", "VG_1"))
        .rootCause()
        .hasMessage("VG_1 is not stepped down: there is nothing to resume");
    desk.close();
    begin(PLAIN);
    assertThatThrownBy(() -> order("step-down", "VG_1"))
        .rootCause()
        .hasMessage(
            "no instance is called \"VG_1\"; did you mean \"VI_1\"? (there are VI_1, VI_2, VI_3)");
  }
}
