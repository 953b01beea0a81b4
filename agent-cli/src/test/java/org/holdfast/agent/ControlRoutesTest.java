package org.holdfast.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

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
import org.holdfast.agent.answers.ControlRoutes;
import org.holdfast.agent.answers.Explanations;
import org.holdfast.agent.answers.LogRoutes;
import org.holdfast.agent.answers.ResourceRoutes;
import org.holdfast.agent.config.load.ConfigFile.Source;
import org.holdfast.agent.control.ControlRoute;
import org.holdfast.agent.events.Events;
import org.holdfast.agent.listen.Body;
import org.holdfast.agent.log.LogLevels;
import org.holdfast.agent.orders.OrderBook;
import org.holdfast.agent.orders.OrderFile;
import org.holdfast.agent.orders.OrderRoutes;
import org.holdfast.agent.orders.OrderService;
import org.holdfast.agent.orders.OrderTargets;
import org.holdfast.agent.orders.Successors;
import org.holdfast.agent.screen.View;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Tests that the description of the control socket lists exactly the paths that are served. */
class ControlRoutesTest {

  @Test
  void everyRouteIsDescribedAndEveryDescribedRouteExists() throws IOException {
    var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    var events = new Events(clock);
    var config = Configs.of(Configs.PLAIN);
    try (var desk =
        new OrderService(
            OrderBook.EMPTY,
            OrderFile.at(Path.of("orders")),
            config,
            mock(OrderTargets.class),
            events,
            clock,
            () -> 0)) {
      var routes =
          new ArrayList<>(
              ControlRoutes.of(
                  new Silent(),
                  new Explanations(() -> config, CompletableFuture::new, CompletableFuture::new),
                  events,
                  new UnusedConfiguration()));
      routes.addAll(OrderRoutes.of(() -> config, desk, new Successors(CompletableFuture::new)));
      routes.addAll(LogRoutes.of(LogLevels.start(false, clock)));
      routes.addAll(ResourceRoutes.of(CompletableFuture::new));

      assertThat(ResourceRoutes.withIndex(routes).stream().map(ControlRoutesTest::words))
          .containsExactlyInAnyOrderElementsOf(described());
    }
  }

  /** A status that never answers. */
  private static final class Silent implements ControlRoutes.Status {

    @Override
    public CompletableFuture<Body> pretty() {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<Body> line() {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<byte[]> screen(View view) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletableFuture<byte[]> verdict() {
      return new CompletableFuture<>();
    }
  }

  /** A configuration that must not be read. */
  private static final class UnusedConfiguration implements ControlRoutes.Configuration {

    @Override
    public Source source() {
      throw new AssertionError();
    }

    @Override
    public CompletableFuture<byte[]> running(boolean defaults) {
      throw new AssertionError();
    }

    @Override
    public CompletableFuture<byte[]> printed(boolean defaults) {
      throw new AssertionError();
    }

    @Override
    public CompletableFuture<String> diff() {
      throw new AssertionError();
    }

    @Override
    public CompletableFuture<String> reload(String by) {
      throw new AssertionError();
    }
  }

  private static String words(ControlRoute route) {
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
