package org.holdfast.agent.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Tests that every request to the control socket on the pages is one of docs/openapi.yaml. */
final class PageRequestsTest {

  private static final Pattern REQUEST =
      Pattern.compile(
          "(?m)^.*?(-X POST )?['\"]?http://holdfast(/[^\\s'\"?`]*)(?:\\?([^\\s'\"`]*))?");

  private static Map<?, ?> described = Map.of();

  @BeforeAll
  static void readTheDescription() throws IOException {
    var openapi = Files.readString(Pages.ROOT.resolve("docs/openapi.yaml"));
    var paths = new Yaml().<Map<?, ?>>load(openapi).get("paths");
    described = (Map<?, ?>) Objects.requireNonNull(paths);
  }

  static List<Path> pages() throws IOException {
    return Pages.all();
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyRequestIsDescribed(Path page) throws IOException {
    assertThat(unknown(Files.readString(page))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "curl --unix-socket $socket http://holdfast/v1/stauts",
        "curl --unix-socket $socket http://holdfast/v1/reload",
        "curl --unix-socket $socket -X POST 'http://holdfast/v1/instances/VI_1/step-down?until=1h'"
      })
  void anUnknownRequestIsFound(String line) {
    assertThat(unknown(line)).containsExactly(line);
  }

  @Test
  void thePageOnTheSocketHasRequests() throws IOException {
    var page = Files.readString(Pages.ROOT.resolve("docs/control-socket.md"));
    assertThat(REQUEST.matcher(page).results()).hasSizeGreaterThan(10);
  }

  /** Returns the lines whose request the description lacks. */
  private static List<String> unknown(String text) {
    return text.lines()
        .filter(line -> {
          var request = REQUEST.matcher(line);
          return request.find()
              && !isDescribed(
                  request.group(1) == null ? "get" : "post", request.group(2), request.group(3));
        })
        .toList();
  }

  private static boolean isDescribed(String method, String path, @Nullable String query) {
    return described.entrySet().stream()
        .filter(entry -> path.matches(entry.getKey().toString().replaceAll("\\{\\w+}", "[^/]+")))
        .map(entry -> ((Map<?, ?>) entry.getValue()).get(method))
        .anyMatch(operation -> operation instanceof Map<?, ?> known && takes(known, query));
  }

  private static boolean takes(Map<?, ?> operation, @Nullable String query) {
    if (query == null) {
      return true;
    }
    var parameters = operation.get("parameters") instanceof List<?> list ? list : List.of();
    var names = parameters.stream().map(each -> ((Map<?, ?>) each).get("name")).toList();
    return List.of(query.split("&", -1)).stream()
        .allMatch(part -> names.contains(part.split("=", 2)[0]));
  }
}
