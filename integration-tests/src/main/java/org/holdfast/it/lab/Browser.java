package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.holdfast.agent.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A Chromium without a window on a node, driven by the Chrome DevTools Protocol. Collects every
 * error that the page causes: exceptions, messages to the console, violations of its policy.
 */
public final class Browser implements AutoCloseable {
  static final String PROGRAM = "chromium";

  private static final Pattern LISTENING = Pattern.compile("ws://127\\.0\\.0\\.1:(\\d+)/");

  private final Node node;
  private final Daemon daemon;
  private final HttpClient client;
  private final WebSocket socket;
  private final AtomicInteger sent = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Map<String, Object>>> pending =
      new ConcurrentHashMap<>();
  private final List<String> errors = new CopyOnWriteArrayList<>();

  private Browser(Node node, Daemon daemon) {
    this.node = node;
    this.daemon = daemon;
    // The client's own thread is created here, so its sockets belong to the node too.
    client = node.call(() -> HttpClient.newBuilder().executor(Runnable::run).build());
    var page = page();
    socket = node.call(() -> client.newWebSocketBuilder().buildAsync(page, new Incoming()).get());
    for (String domain : List.of("Page", "Runtime", "Log")) {
      send(domain + ".enable", Map.of());
    }
  }

  /** Starts a browser on the node. */
  public static Browser start(Node node) {
    return new Browser(
        node,
        node.start(
            PROGRAM,
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--remote-debugging-port=0",
            "--user-data-dir=" + node.lab().directory().resolve("browser"),
            "about:blank"));
  }

  /** Returns the address of the only tab's protocol. */
  private URI page() {
    Awaitility.await().atMost(Lab.PATIENCE).until(() -> port().isPresent() || !daemon.isRunning());
    var port = port().orElseThrow(() -> new LabException("no browser: " + daemon.log()));
    var list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
    var tab = new AtomicReference<String>();
    Awaitility.await()
        .atMost(Lab.PATIENCE)
        .until(() -> {
          tab(node.call(() -> client.send(list, BodyHandlers.ofString()).body()))
              .ifPresent(tab::set);
          return tab.get() != null;
        });
    return URI.create(tab.get());
  }

  private Optional<String> port() {
    var matcher = LISTENING.matcher(daemon.log());
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static Optional<String> tab(String targets) throws IOException {
    for (Object target : members(Json.object("{\"list\":" + targets + "}"), "list")) {
      if (target instanceof Map<?, ?> tab && "page".equals(tab.get("type"))) {
        return Optional.of(String.valueOf(tab.get("webSocketDebuggerUrl")));
      }
    }
    return Optional.empty();
  }

  private static List<?> members(Map<String, Object> object, String name) {
    return object.get(name) instanceof List<?> list ? list : List.of();
  }

  /** Opens a page in a window of this size. */
  public void open(String address, int width, int height) {
    resize(width, height, false);
    send("Page.navigate", Map.of("url", address));
  }

  /**
   * Gives the window another size.
   *
   * @param phone whether it is a phone's screen
   */
  public void resize(int width, int height, boolean phone) {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of(
            "width", width, "height", height, "deviceScaleFactor", phone ? 2 : 1, "mobile", phone));
  }

  /** Sets whether the reader prefers a dark page. */
  public void prefersDark(boolean dark) {
    var feature = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    send("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /** Returns the value of a JavaScript expression, as JSON's types. */
  public @Nullable Object evaluate(String expression) {
    var answer = send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new LabException(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.get("result") instanceof Map<?, ?> result ? result.get("value") : null;
  }

  /** Waits until an expression is true. */
  public void await(String fact, String expression) {
    Awaitility.await(fact)
        .atMost(Lab.PATIENCE)
        .until(() -> Boolean.TRUE.equals(evaluate(expression)));
  }

  /** Returns what the pages have done wrong so far. */
  public List<String> errors() {
    return List.copyOf(errors);
  }

  /** Writes what the window shows as a PNG. */
  public void screenshot(Path file) {
    var answer = send("Page.captureScreenshot", Map.of("format", "png"));
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(file, Base64.getDecoder().decode(String.valueOf(answer.get("data"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, Object> send(String method, Map<String, ?> parameters) {
    int id = sent.incrementAndGet();
    var answer = new CompletableFuture<Map<String, Object>>();
    pending.put(id, answer);
    var message = Json.line(Map.of("id", id, "method", method, "params", parameters));
    try {
      socket.sendText(message, true).get(Lab.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      return answer.get(Lab.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new LabException(method + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted", e);
    }
  }

  @Override
  public void close() {
    socket.abort();
    client.shutdownNow();
    daemon.close();
  }

  /** The browser's messages: answers, and events, of which errors are kept. */
  private final class Incoming implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(
        WebSocket webSocket, CharSequence data, boolean last) {
      message.append(data);
      if (last) {
        var whole = message.toString();
        message.setLength(0);
        received(whole);
      }
      webSocket.request(1);
      return null;
    }

    private void received(String text) {
      try {
        var json = Json.object(text);
        if (json.get("id") instanceof Number id) {
          var answer = pending.remove(id.intValue());
          if (answer != null && json.get("result") instanceof Map<?, ?> result) {
            answer.complete(copy(result));
          } else if (answer != null) {
            answer.completeExceptionally(new LabException(text));
          }
        } else if (isError(json)) {
          errors.add(text);
        }
      } catch (IOException e) {
        errors.add(e.toString());
      }
    }

    private static Map<String, Object> copy(Map<?, ?> result) {
      var copy = new HashMap<String, Object>();
      result.forEach((name, value) -> copy.put(String.valueOf(name), value));
      return copy;
    }

    private static boolean isError(Map<String, Object> json) {
      var details = String.valueOf(json.get("params"));
      return switch (String.valueOf(json.get("method"))) {
        case "Runtime.exceptionThrown" -> true;
        case "Runtime.consoleAPICalled" -> details.contains("type=error");
        case "Log.entryAdded" -> details.contains("level=error");
        default -> false;
      };
    }
  }
}
