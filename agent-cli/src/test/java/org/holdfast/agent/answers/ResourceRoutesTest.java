package org.holdfast.agent.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.control.Caller;
import org.holdfast.agent.control.ControlRequest;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.listen.Bodies;
import org.holdfast.agent.status.Reports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ResourceRoutesTest {

  private final List<ControlRoute> routes =
      ResourceRoutes.withIndex(
          ResourceRoutes.of(() -> CompletableFuture.completedFuture(Reports.full())));

  private Map<String, Object> get(String path, Map<String, String> names) throws IOException {
    var route = routes.stream().filter(each -> each.path().equals(path)).findFirst().orElseThrow();
    var request = new ControlRequest(new Caller(1, 0, 0), names, Map.of(), "");
    return Json.object(Bodies.text(route.handler().answer(request).join()));
  }

  @Test
  void eachPartIsTheOneOfTheStatus() throws IOException {
    var status = Json.object(Reports.full().toJson());
    var instances = get("/v1/instances", Map.of());
    var services = get("/v1/services", Map.of());
    assertThat(instances.get("instances")).isEqualTo(status.get("instances"));
    assertThat(services.get("services")).isEqualTo(status.get("virtualServers"));
    assertThat(get("/v1/instances/{name}", Map.of("name", "VI_2")))
        .isEqualTo(list(instances.get("instances")).get(1));
    assertThat(get("/v1/services/{service}", Map.of("service", "web")))
        .isEqualTo(list(services.get("services")).getFirst());
  }

  @Test
  void aServerIsFoundInItsServiceAndSoIsTheSorryServer() throws IOException {
    var path = "/v1/services/{service}/servers/{server}";
    assertThat(get(path, Map.of("service", "web", "server", "192.168.1.11:80")))
        .containsEntry("state", "down");
    assertThat(get(path, Map.of("service", "mail", "server", "192.168.1.99:25")))
        .containsEntry("state", "serving");
  }

  @Test
  void anUnknownNameIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> get("/v1/services/{service}", Map.of("service", "wep")))
        .hasMessageContaining("no virtual server is called \"wep\" (there are web, mail)");
    assertThatThrownBy(() -> get("/v1/instances/{name}", Map.of("name", "x")))
        .hasMessageContaining("no instance is called \"x\"");
  }

  @Test
  void theIndexListsEveryRouteAndItself() throws IOException {
    assertThat((List<?>) get("/v1", Map.of()).get("resources"))
        .hasSameSizeAs(routes)
        .asString()
        .contains("path=/v1}", "path=/v1/services/{service}/servers/{server}}");
  }

  private static List<?> list(@Nullable Object value) {
    return (List<?>) Objects.requireNonNull(value);
  }
}
