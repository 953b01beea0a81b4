package org.holdfast.agent.top;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.holdfast.time.NanoClock;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;
import org.jline.utils.ShutdownHooks;
import org.jline.utils.ShutdownHooks.Task;
import org.jspecify.annotations.Nullable;

/**
 * {@code holdfast top}: draws the status on the whole terminal until the reader quits. The terminal
 * is as before on every end of the process but SIGKILL.
 */
public final class TopCommand {

  /** Alternate screen, no cursor, no line wrap. */
  private static final String ENTER = "\033[?1049h\033[?25l\033[?7l";

  private static final String LEAVE = "\033[0m\033[?7h\033[?25h\033[?1049l";

  private static final int TICK_MILLIS = 100;

  /** The time within which the rest of an escape sequence follows; an Escape key has none. */
  private static final int SEQUENCE_MILLIS = 50;

  private static final int LEAST_WIDTH = 40;
  private static final int LEAST_HEIGHT = 10;

  private final Terminal terminal;
  private final LiveStatus live;
  private final boolean colour;
  private final boolean unicode;
  private final ScreenDiff screen = new ScreenDiff();
  private TopState state = TopState.START;
  private @Nullable Drawn drawn;

  /** What the screen was drawn from. */
  private record Drawn(TopState state, int width, int height) {}

  private TopCommand(Terminal terminal, LiveStatus live, boolean colour, boolean unicode) {
    this.terminal = terminal;
    this.live = live;
    this.colour = colour;
    this.unicode = unicode;
  }

  /**
   * Runs until the reader quits, or the terminal is gone.
   *
   * @param socket the agent's control socket
   * @param colour whether to colour text
   * @param unicode whether the terminal shows more than ASCII
   * @throws IOException if there is no terminal that can place text
   */
  public static void run(Path socket, boolean colour, boolean unicode, NanoClock clock)
      throws IOException {
    var modes = TerminalModes.read();
    // JLine runs these tasks in order; its own, which closes the terminal, is added by open().
    var opened = new AtomicReference<@Nullable Terminal>();
    Task leave =
        () -> {
          var shown = opened.getAndSet(null);
          if (shown != null) {
            write(shown, LEAVE);
          }
        };
    ShutdownHooks.add(leave);
    try (var terminal = open()) {
      ShutdownHooks.add(modes::restore);
      try (var live = new LiveStatus(socket, clock)) {
        opened.set(terminal);
        modes.setRaw();
        write(terminal, ENTER);
        new TopCommand(terminal, live, colour, unicode).loop();
      } finally {
        var shown = opened.getAndSet(null);
        if (shown != null) {
          write(shown, LEAVE);
        }
      }
    } catch (IllegalStateException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      modes.restore();
    }
  }

  private static Terminal open() throws IOException {
    return TerminalBuilder.builder()
        .system(true)
        .provider("ffm")
        .dumb(false)
        .encoding(StandardCharsets.UTF_8)
        .build();
  }

  private static void write(Terminal terminal, String text) {
    terminal.writer().write(text);
    terminal.writer().flush();
  }

  private void loop() throws IOException {
    var keys = terminal.reader();
    boolean quit = false;
    while (!quit) {
      for (var change = live.poll(); change != null; change = live.poll()) {
        state = change.apply(state);
      }
      draw();
      int read = keys.read(TICK_MILLIS);
      if (read == NonBlockingReader.EOF) {
        return;
      }
      if (read != NonBlockingReader.READ_EXPIRED) {
        quit = press(Key.decode(sequence(keys, (char) read)));
      }
    }
  }

  /** Returns a character, or the whole escape sequence that begins with it. */
  private static String sequence(NonBlockingReader keys, char first) throws IOException {
    var sequence = new StringBuilder().append(first);
    while (first == '\033' && !isWhole(sequence)) {
      int next = keys.read(SEQUENCE_MILLIS);
      if (next < 0) {
        break;
      }
      sequence.append((char) next);
    }
    return sequence.toString();
  }

  private static boolean isWhole(CharSequence sequence) {
    char last = sequence.charAt(sequence.length() - 1);
    return switch (sequence.length()) {
      case 1 -> false;
      case 2 -> last != '[' && last != 'O';
      default -> (last >= '@' && last <= '~') || sequence.length() > 16;
    };
  }

  private boolean press(Key key) {
    int page = Math.max(1, terminal.getHeight() - TopScreen.FRAME);
    var outcome = TopKeys.press(state, key, page);
    state = outcome.state();
    var order = outcome.order();
    if (order != null) {
      live.order(order);
    }
    return outcome.quit();
  }

  private void draw() {
    int width = Math.max(LEAST_WIDTH, terminal.getWidth());
    int height = Math.max(LEAST_HEIGHT, terminal.getHeight());
    var next = new Drawn(state, width, height);
    if (next.equals(drawn)) {
      return;
    }
    drawn = next;
    var text = screen.to(TopScreen.lines(state, width, height), width, colour, unicode);
    if (!text.isEmpty()) {
      write(terminal, text);
    }
  }
}
