package org.holdfast.it.lab;

import static java.nio.file.StandardOpenOption.APPEND;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.holdfast.agent.json.Json;

/** A terminal on a node in which a command runs: a test types keys and reads the screen. */
public final class VirtualTerminal implements AutoCloseable {
  private static final String SCRIPT = "terminal.py";

  private final Path fifo;
  private final Path file;
  private final Daemon daemon;

  private VirtualTerminal(Path fifo, Path file, Daemon daemon) {
    this.fifo = fifo;
    this.file = file;
    this.daemon = daemon;
  }

  /**
   * What the terminal shows.
   *
   * @param lines the rows without blanks at their ends
   * @param alternate whether the alternate screen is on
   * @param cursor whether the cursor is visible
   * @param restored whether the modes are those before the command; known once it has ended
   * @param flags the modes, and those before the command
   * @param clears how often the whole screen was cleared
   * @param received the bytes that the command has sent
   * @param status the command's exit status, negative for a signal; -1 while it runs
   */
  public record Screen(
      List<String> lines,
      boolean alternate,
      boolean cursor,
      boolean restored,
      String flags,
      int clears,
      long received,
      int status) {

    static final Screen NONE = new Screen(List.of(), false, true, true, "", 0, 0, -1);

    public Screen {
      lines = List.copyOf(lines);
    }

    /** Returns all rows as one text. */
    public String text() {
      return String.join("\n", lines);
    }
  }

  /**
   * Starts a command.
   *
   * @param type the value of TERM
   */
  public static VirtualTerminal start(
      Node node, String type, int columns, int rows, List<String> command) {
    try {
      var directory = Files.createTempDirectory(node.lab().directory(), "terminal");
      var script = directory.resolve(SCRIPT);
      try (var packed = VirtualTerminal.class.getResourceAsStream(SCRIPT)) {
        if (packed == null) {
          throw new IOException(SCRIPT + " is not in the class path");
        }
        Files.copy(packed, script);
      }
      var fifo = directory.resolve("orders");
      LabCommand.run(List.of("mkfifo", fifo.toString()));
      var file = directory.resolve("screen");
      var whole =
          new ArrayList<>(
              List.of("env", "TERM=" + type, "LC_ALL=C.UTF-8", "python3", script.toString()));
      whole.addAll(
          List.of(fifo.toString(), file.toString(), String.valueOf(columns), String.valueOf(rows)));
      whole.addAll(command);
      return new VirtualTerminal(fifo, file, node.start(whole.toArray(String[]::new)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Types keys: characters and escape sequences. */
  public void type(String keys) {
    order(Map.of("keys", keys));
  }

  /** Gives the terminal another size. */
  public void resize(int columns, int rows) {
    order(Map.of("resize", List.of(columns, rows)));
  }

  /** Sends the command a signal. */
  public void signal(int number) {
    order(Map.of("signal", number));
  }

  private void order(Map<String, ?> order) {
    try {
      Files.writeString(fifo, Json.line(order), APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what the terminal shows now. */
  public Screen screen() {
    try {
      return Files.exists(file) ? Json.read(Screen.class, Files.readString(file)) : Screen.NONE;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the screen is as wanted, and returns it. */
  public Screen await(String fact, Predicate<Screen> wanted) {
    try {
      Awaitility.await(fact).atMost(Lab.PATIENCE).until(() -> wanted.test(screen()));
      return screen();
    } catch (ConditionTimeoutException e) {
      throw new AssertionError("not so: " + fact + "\n" + screen() + "\n" + daemon.log(), e);
    }
  }

  @Override
  public void close() {
    daemon.close();
  }
}
