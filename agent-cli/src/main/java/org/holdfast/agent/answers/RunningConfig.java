package org.holdfast.agent.answers;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.load.ConfigPrinter;
import org.holdfast.agent.config.load.PrintedFile;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.json.Json;
import org.holdfast.time.Later;
import org.holdfast.time.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Prints the running configuration without secrets. Printing parses the file's text again, which
 * takes long with thousands of servers. So one printing takes place at a time, all requests that
 * arrive until it begins share it, and the YAML text without defaults is kept: after a reload, only
 * the virtual servers that have changed are printed again. Thread-safe.
 */
public final class RunningConfig {

  /** The most characters that are kept: more than the text of forty thousand servers has. */
  private static final int MOST_KEPT = 4 << 20;

  /** The characters of a text that takes so long to print that it is printed before a request. */
  private static final int LARGE = 256 << 10;

  /** The virtual servers that are printed before a request until the processor is left alone. */
  private static final int AT_ONE_TURN = 8;

  /** The pause then, several times as long as the printing. */
  private static final long PAUSE_NANOS = 4_000_000;

  /** The forms in which the configuration is printed. */
  private enum Print {
    JSON,
    JSON_WITH_DEFAULTS,
    YAML,
    YAML_WITH_DEFAULTS;

    private static Print of(boolean json, boolean defaults) {
      return json ? (defaults ? JSON_WITH_DEFAULTS : JSON) : (defaults ? YAML_WITH_DEFAULTS : YAML);
    }

    private Form form() {
      boolean defaults = this == JSON_WITH_DEFAULTS || this == YAML_WITH_DEFAULTS;
      return (defaults ? Form.COMPLETE : Form.FILE).withoutSecrets();
    }
  }

  /** The structure of the JSON. */
  private record Running(String file, Map<String, Object> config) {}

  private final Supplier<Loaded> loaded;
  private final int mostKept;
  private final Object printing = new Object();
  private final Map<Print, Paced<byte[]>> requests = new EnumMap<>(Print.class);
  private final AtomicInteger asking = new AtomicInteger();

  /** The last YAML text without defaults; null if there is none, or if it is too long. */
  private @Nullable PrintedFile kept;

  /**
   * Creates an answer; prints nothing yet.
   *
   * @param loaded returns the configuration that the agent runs
   * @param threads runs a printing
   * @param clock the clock of the pauses between printings
   * @param later starts a printing after a pause
   */
  public RunningConfig(Supplier<Loaded> loaded, Executor threads, NanoClock clock, Later later) {
    this(loaded, threads, clock, later, MOST_KEPT);
  }

  /** Like the public constructor, with another limit on the characters that are kept. */
  RunningConfig(
      Supplier<Loaded> loaded, Executor threads, NanoClock clock, Later later, int mostKept) {
    this.loaded = loaded;
    this.mostKept = mostKept;
    for (var print : Print.values()) {
      Supplier<CompletableFuture<byte[]>> look =
          () -> CompletableFuture.supplyAsync(() -> text(print), threads);
      requests.put(print, new Paced<>(look, clock, later, Paced.Pace.PREVIEWS));
    }
  }

  /** See {@link ControlRoutes.Configuration#running}. */
  public CompletableFuture<byte[]> json(boolean defaults) {
    return ask(Print.of(true, defaults));
  }

  /** See {@link ControlRoutes.Configuration#printed}. */
  public CompletableFuture<byte[]> yaml(boolean defaults) {
    return ask(Print.of(false, defaults));
  }

  /**
   * Prints a large configuration as YAML and keeps the text, so that the first request for it need
   * not wait for that. Blocks the caller meanwhile, with pauses until there is a request: other
   * threads may need the processor.
   */
  public void prepare() {
    synchronized (printing) {
      var now = loaded.get();
      if (now.yaml().length() >= LARGE) {
        var printed = new AtomicInteger();
        var _ =
            yaml(
                now,
                Print.YAML.form(),
                () -> {
                  if (printed.incrementAndGet() % AT_ONE_TURN == 0 && asking.get() == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                  }
                });
      }
    }
  }

  /** Returns the number of characters that are kept. */
  int kept() {
    synchronized (printing) {
      return kept == null ? 0 : kept.text().length();
    }
  }

  private CompletableFuture<byte[]> ask(Print print) {
    var paced = requests.get(print);
    if (paced == null) {
      throw new AssertionError(print);
    }
    return paced.ask();
  }

  private byte[] text(Print print) {
    asking.incrementAndGet();
    try {
      return textAlone(print);
    } finally {
      asking.decrementAndGet();
    }
  }

  private byte[] textAlone(Print print) {
    synchronized (printing) {
      var now = loaded.get();
      var file = now.source().file();
      var text =
          switch (print) {
            case JSON, JSON_WITH_DEFAULTS ->
                Json.pretty(new Running(file, ConfigPrinter.tree(now, print.form())));
            case YAML_WITH_DEFAULTS ->
                ConfigPrinter.running(file, PrintedFile.of(now, print.form(), null).text());
            case YAML -> ConfigPrinter.running(file, yaml(now, print.form(), () -> {}));
          };
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  private String yaml(Loaded now, Form form, Runnable afterEach) {
    var printed = PrintedFile.of(now, form, kept, afterEach);
    kept = printed.text().length() <= mostKept ? printed : null;
    return printed.text();
  }
}
