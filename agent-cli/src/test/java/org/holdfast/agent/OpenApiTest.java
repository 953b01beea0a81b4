package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.json.Json;
import org.holdfast.agent.status.ConfigurationStatus;
import org.holdfast.agent.status.Diagnosis;
import org.holdfast.agent.status.Explanation;
import org.holdfast.agent.status.OrderAnswer;
import org.holdfast.agent.status.RefusedReloadStatus;
import org.holdfast.agent.status.Reports;
import org.holdfast.agent.status.ScriptStatus;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.SyncGroupStatus;
import org.holdfast.agent.status.TableReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.health.Failure;
import org.holdfast.health.bfd.io.BfdStatus;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.io.InstanceStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Tests that docs/openapi.yaml describes the actual responses. */
class OpenApiTest {

  record Described(String schema, Class<? extends Record> type) {}

  private static List<Described> described() {
    return List.of(
        new Described("Status", StatusReport.class),
        new Described("SyncGroup", SyncGroupStatus.class),
        new Described("Table", TableReport.class),
        new Described("RefusedReload", RefusedReloadStatus.class),
        new Described("Configuration", ConfigurationStatus.class),
        new Described("Instance", InstanceStatus.class),
        new Described("Peer", InstanceStatus.PeerStatus.class),
        new Described("HeldObject", InstanceStatus.ObjectStatus.class),
        new Described("VirtualServer", VirtualServerStatus.class),
        new Described("Server", VirtualServerStatus.ServerStatus.class),
        new Described("ServerCheck", VirtualServerStatus.ServerCheck.class),
        new Described("Traffic", VirtualServerStatus.TrafficStatus.class),
        new Described("KernelEntry", VirtualServerStatus.KernelStatus.class),
        new Described("Check", CheckStatus.class),
        new Described("Script", ScriptStatus.class),
        new Described("BfdSession", BfdStatus.class),
        new Described("BfdRemote", BfdStatus.Remote.class),
        new Described("BfdPackets", BfdStatus.Packets.class),
        new Described("Order", OrderAnswer.OrderStatus.class),
        new Described("Diagnosis", Diagnosis.class),
        new Described("Explanation", Explanation.class),
        new Described("Orders", OrderAnswer.class));
  }

  @ParameterizedTest
  @MethodSource("described")
  void aSchemaHasTheFieldsThatAreSent(Described each) throws IOException {
    var fields =
        Arrays.stream(each.type().getRecordComponents()).map(field -> field.getName()).toList();
    assertThat(keys("components", "schemas", each.schema(), "properties"))
        .containsExactlyInAnyOrderElementsOf(fields);
  }

  @Test
  void everyReasonOfATransitionAndEveryFailureIsDescribed() throws IOException {
    assertThat(values("Instance", "properties", "reason", "enum"))
        .containsExactlyInAnyOrderElementsOf(reasons());
    var failures = Arrays.stream(Failure.values()).map(Failure::code).collect(Collectors.toList());
    failures.add("null");
    assertThat(values("Failure", "enum")).containsExactlyInAnyOrderElementsOf(failures);
  }

  /** The name of a reason is that of its class in snake_case; the compiler knows them all. */
  private static List<String> reasons() {
    return Arrays.stream(Reason.class.getPermittedSubclasses())
        .map(kind -> kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_"))
        .map(kind -> kind.toLowerCase(Locale.ROOT))
        .toList();
  }

  private static List<String> values(String... path) throws IOException {
    Object node = page();
    for (var step :
        Stream.concat(Stream.of("components", "schemas"), Arrays.stream(path)).toList()) {
      assertThat(node).isInstanceOf(Map.class);
      node = Objects.requireNonNull(((Map<?, ?>) node).get(step), step);
    }
    assertThat(node).isInstanceOf(List.class);
    return ((List<?>) node).stream().map(String::valueOf).toList();
  }

  /**
   * An unquoted comma in a description ends it within a flow mapping: the rest becomes a key
   * without a value.
   */
  @Test
  void noKeyIsWithoutAValue() throws IOException {
    assertNoNull("openapi.yaml", page());
  }

  private static void assertNoNull(String place, Object node) {
    switch (node) {
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            var at = place + "/" + key;
            assertThat(value).as(at).isNotNull();
            assertNoNull(at, Objects.requireNonNull(value));
          });
      case Collection<?> list ->
          list.forEach(item -> {
            if (item != null || !place.endsWith("/enum")) { // an enum may allow null
              assertThat(item).as(place).isNotNull();
              assertNoNull(place, Objects.requireNonNull(item));
            }
          });
      default -> {}
    }
  }

  /** The examples are those that all tests of screens use; they have a value in every field. */
  @Test
  void theExamplesFitTheirSchemas() throws IOException {
    var report = Reports.full();
    assertFits("Status", report);
    report.instances().forEach(instance -> assertFits("Instance", instance));
    report.virtualServers().forEach(service -> assertFits("VirtualServer", service));
    report.bfdSessions().forEach(session -> assertFits("BfdSession", session));
    assertFits("Instances", Map.of("instances", report.instances()));
    assertFits("Services", Map.of("services", report.virtualServers()));
    assertFits(
        "Orders",
        new OrderAnswer(
            "web/10.0.0.1:80 is being drained",
            "",
            List.of(
                new OrderAnswer.OrderStatus(
                    "drain",
                    "web/10.0.0.1:80",
                    "root",
                    "",
                    "2026-01-31T10:00:00.000+00:00",
                    "2026-01-31T10:05:00.000+00:00",
                    "until 2026-01-31T10:05:00+00:00"))));
  }

  @Test
  void anExampleThatLacksAFieldOfItsSchemaIsNoticed() {
    assertThat(problems("Instance", Map.of("name", "VI_1"))).isNotEmpty();
    assertThat(problems("Orders", Map.of("words", "", "warning", "", "orders", List.of(7))))
        .isNotEmpty();
  }

  private static void assertFits(String schema, Object example) {
    assertThat(problems(schema, example)).as(schema).isEmpty();
  }

  private static List<?> problems(String name, Object example) {
    try {
      var document = new LinkedHashMap<String, Object>();
      document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
      document.put("$ref", "#/components/schemas/" + name);
      document.put("components", ((Map<?, ?>) page()).get("components"));
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Json.pretty(document))
          .validate(Json.pretty(example), InputFormat.JSON);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyOperationHasANameOfItsOwn() throws IOException {
    var paths = (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) page()).get("paths"));
    var names =
        paths.values().stream()
            .flatMap(methods -> ((Map<?, ?>) methods).values().stream())
            .map(operation -> ((Map<?, ?>) operation).get("operationId"))
            .toList();
    assertThat(names).doesNotContainNull().doesNotHaveDuplicates();
  }

  private static List<String> keys(String... path) throws IOException {
    Object node = page();
    for (var step : path) {
      assertThat(node).isInstanceOf(Map.class);
      node = Objects.requireNonNull(((Map<?, ?>) node).get(step), step);
    }
    assertThat(node).isInstanceOf(Map.class);
    return ((Map<?, ?>) node).keySet().stream().map(String::valueOf).toList();
  }

  private static Object page() throws IOException {
    return Objects.requireNonNull(
        new Yaml().load(Files.readString(Path.of("../docs/openapi.yaml"))));
  }
}
