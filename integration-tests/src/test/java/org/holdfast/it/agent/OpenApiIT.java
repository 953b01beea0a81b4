package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.vrrp.AgentPair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/**
 * Sends every request that docs/openapi.yaml describes to a running agent, and compares each answer
 * with the description: its status, its type, and its body with the schema.
 */
final class OpenApiIT {

  private static final Path DESCRIPTION = Path.of("..", "docs", "openapi.yaml");

  /** The objects of the configuration below, by the parameters that name them in a path. */
  private static final Map<String, String> NAMES =
      Map.of("name", "VI_1", "service", "web", "server", "127.0.0.1:9", "topic", "vrrp");

  /** Values for the parameters of a query that a request needs, or that let it be carried out. */
  private static final Map<String, String> QUERY =
      Map.of("level", "debug", "weight", "5", "force", "true");

  /** The parameters of a path for which a name can be unknown. */
  private static final List<String> NAMED = List.of("name", "service", "server", "topic");

  private static final String MORE =
      """
        scripts:
          ready: {command: [/bin/true], interval: 200ms}
        sync-groups:
          VG_1: {instances: [VI_1]}
        static:
          routes: [{destination: 198.51.100.0/24, gateway: 10.9.0.3}]
      bfd:
        sessions:
          peer: {neighbour: %s, source: %s, interface: eth0}
      virtual-servers:
        web:
          address: 10.9.0.100:80
          instance: VI_1
          real-servers:
            - {address: 127.0.0.1:9, check: {tcp: {}, interval: 200ms}}
            - {address: 10.9.0.3:80}
          sorry-server: 10.9.0.3:8080
      """;

  private record Operation(
      String method, String path, List<Map<?, ?>> parameters, Map<?, ?> responses) {}

  private record Answer(int status, String type, String body) {}

  private final Map<?, ?> description = read();

  @Test
  void everyRequestIsAnsweredAsDescribed() {
    try (var pair = AgentPair.open()) {
      start(pair);
      var soft = new SoftAssertions();
      for (var operation : operations()) {
        var path = path(operation, NAMES);
        soft.assertThat(difference(operation, path, ask(pair.a(), operation.method(), path)))
            .as(operation.method() + " " + path)
            .isEmpty();
      }
      soft.assertAll();
    }
  }

  @Test
  void anUnknownNameIsNotFoundAndTheAnswerSaysWhy() {
    try (var pair = AgentPair.open()) {
      start(pair);
      var soft = new SoftAssertions();
      for (var operation : operations()) {
        for (var parameter : operation.parameters()) {
          if (NAMED.contains(parameter.get("name")) && "path".equals(parameter.get("in"))) {
            var names = new LinkedHashMap<>(NAMES);
            names.put(String.valueOf(parameter.get("name")), "nobody");
            var path = path(operation, names);
            var answer = ask(pair.a(), operation.method(), path);
            var request = operation.method() + " " + path;
            soft.assertThat(answer.status()).as(request).isEqualTo(404);
            soft.assertThat(difference(operation, path, answer)).as(request).isEmpty();
          }
        }
      }
      soft.assertAll();
    }
  }

  @Test
  void everyLineOfTheStreamOfEventsIsAnEvent() throws IOException {
    try (var pair = AgentPair.open()) {
      start(pair);
      try (var stream =
          pair.a()
              .node()
              .start(
                  "curl",
                  "-sN",
                  "--unix-socket",
                  pair.a().controlSocket().toString(),
                  "http://holdfast/v1/events?follow")) {
        pair.await("the snapshot has come", () -> !stream.lines().isEmpty());
        int before = stream.lines().size();
        pair.a().stepDown("VI_1");
        pair.await("the transition has come", () -> stream.lines().size() > before);
        stream.terminate();
        for (var line : stream.lines()) {
          assertThat(problems(Map.of("$ref", "#/components/schemas/Event"), line.text()))
              .as(line.text())
              .isEmpty();
        }
      }
    }
  }

  private static void start(AgentPair pair) {
    var instance = "track: {scripts: [ready]}\n";
    pair.a()
        .start(
            AgentPair.configuration(150, instance)
                + MORE.formatted(PairLab.ADDRESS_OF_B, PairLab.ADDRESS_OF_A));
    pair.b()
        .start(
            AgentPair.configuration(100, instance)
                + MORE.formatted(PairLab.ADDRESS_OF_A, PairLab.ADDRESS_OF_B));
    pair.awaitMaster(pair.a(), "VI_1");
    pair.await(
        "the check has failed",
        () ->
            pair.a().report().stream()
                .flatMap(report -> report.virtualServers().stream())
                .flatMap(service -> service.servers().stream())
                .anyMatch(server -> server.state().equals("down")));
  }

  /** Returns the operations in the order of the file: an order stands before what takes it back. */
  private List<Operation> operations() {
    var operations = new ArrayList<Operation>();
    map(description.get("paths"))
        .forEach((path, methods) ->
            map(methods)
                .forEach((method, operation) ->
                    operations.add(
                        new Operation(
                            String.valueOf(method).toUpperCase(Locale.ROOT),
                            String.valueOf(path),
                            list(map(operation).get("parameters")),
                            map(map(operation).get("responses"))))));
    assertThat(operations).hasSizeGreaterThan(25);
    return operations;
  }

  private static String path(Operation operation, Map<String, String> names) {
    var path = operation.path();
    var query = new ArrayList<String>();
    for (var parameter : operation.parameters()) {
      var name = String.valueOf(parameter.get("name"));
      if ("path".equals(parameter.get("in"))) {
        path = path.replace("{" + name + "}", encoded(names.getOrDefault(name, name)));
      } else if (QUERY.containsKey(name)) {
        query.add(name + "=" + QUERY.get(name));
      } else {
        assertThat(parameter.get("required")).as(path + " needs " + name).isNotEqualTo(true);
      }
    }
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static Answer ask(LabAgent agent, String method, String path) {
    var output =
        agent
            .node()
            .run(
                "curl",
                "-s",
                "--unix-socket",
                agent.controlSocket().toString(),
                "-X",
                method,
                "-w",
                "\n%{http_code} %{content_type}",
                "http://holdfast" + path);
    int end = output.lastIndexOf('\n');
    var facts = output.substring(end + 1).split(" ", 2);
    return new Answer(
        Integer.parseInt(facts[0]), facts[1].replaceAll(";.*", ""), output.substring(0, end));
  }

  /** Returns how an answer differs from its description; empty if it does not. */
  private String difference(Operation operation, String path, Answer answer) {
    var described = operation.responses().get(String.valueOf(answer.status()));
    if (described == null) {
      return path + " is answered by " + answer + ", which is not described";
    }
    var types = map(resolved(map(described)).get("content"));
    var type = types.get(answer.type());
    if (type == null) {
      return path + " has the type " + answer.type() + " (expected: " + types.keySet() + ")";
    }
    if (answer.type().equals("application/json")) {
      return String.join("\n", problems(map(map(type).get("schema")), answer.body()));
    }
    return answer.body().isBlank() ? path + " has no text" : "";
  }

  private Map<?, ?> resolved(Map<?, ?> response) {
    var reference = response.get("$ref");
    if (reference == null) {
      return response;
    }
    var name = String.valueOf(reference).replace("#/components/responses/", "");
    return map(map(map(description.get("components")).get("responses")).get(name));
  }

  private List<String> problems(Map<?, ?> schema, String body) {
    try {
      var document = new LinkedHashMap<String, @Nullable Object>();
      document.put("$schema", "https://json-schema.org/draft/2020-12/schema");
      schema.forEach((key, value) -> document.put(String.valueOf(key), value));
      document.put("components", description.get("components"));
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JSON.std.asString(document))
          .validate(body, InputFormat.JSON)
          .stream()
          .map(String::valueOf)
          .toList();
    } catch (IOException e) {
      return List.of("no JSON: " + e.getMessage());
    }
  }

  private static Map<?, ?> read() {
    try {
      return map(new Yaml().load(Files.readString(DESCRIPTION)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<Map<?, ?>> list(@Nullable Object value) {
    var maps = new ArrayList<Map<?, ?>>();
    if (value instanceof List<?> list) {
      list.forEach(item -> maps.add(map(item)));
    }
    return maps;
  }
}
