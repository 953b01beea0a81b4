package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.holdfast.agent.config.ConfigFile;
import org.holdfast.agent.control.Route;
import org.holdfast.agent.events.Events;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The description of the control socket has what is served, and nothing else. */
class ControlRoutesTest {

  @Test
  void everyRouteIsDescribedAndTheReverse() throws IOException {
    var routes =
        ControlRoutes.of(
            CompletableFuture::new,
            new Explanations(
                () -> {
                  throw new AssertionError("nobody asks");
                },
                CompletableFuture::new),
            new Events(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
            () -> new ConfigFile.Source("", ""));

    assertThat(routes.stream().map(ControlRoutesTest::words))
        .containsExactlyInAnyOrderElementsOf(described());
  }

  private static String words(Route route) {
    return route.method() + " " + route.path();
  }

  private static Iterable<String> described() throws IOException {
    Map<String, Map<String, Map<String, ?>>> openapi =
        new Yaml().load(Files.readString(Path.of("../docs/openapi.yaml")));
    var described = new ArrayList<String>();
    openapi
        .getOrDefault("paths", Map.of())
        .forEach((path, methods) ->
            methods
                .keySet()
                .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
    return described;
  }
}
