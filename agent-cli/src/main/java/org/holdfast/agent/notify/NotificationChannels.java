package org.holdfast.agent.notify;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.vrrp.NotifyCommand;
import org.jspecify.annotations.Nullable;

/**
 * The FIFOs and the mail, with the selection of their notices. Thread-safe. Reports may come from
 * event loops and never wait for a receiver.
 */
public final class NotificationChannels implements AutoCloseable {

  static final int MOST_RETIRED = 2;

  private final NotificationsConfig config;
  private final Terms terms;
  private final List<Pipe> pipes = new ArrayList<>();
  private final @Nullable Mail mail;
  // The mail senders of the last few earlier settings, which may still have mail to send.
  private final ArrayDeque<Mail> retired = new ArrayDeque<>();

  /** The last state change of each instance and group. */
  private final Map<Object, Transition> last;

  private record Pipe(FifoConfig config, Fifo fifo) {
    private void end() {
      fifo.close();
    }
  }

  /**
   * The environment of the channels.
   *
   * @param checked returns the command that script security allows for a reader's command
   * @param loop runs the readers; null if none is configured
   * @param routerId the name of this director in mails
   * @param stopWait the time limit for the end of each channel
   * @param clock supplies the times in mails
   */
  public record Terms(
      Function<NotifyCommand, List<String>> checked,
      @Nullable ScriptLoop loop,
      String routerId,
      Duration stopWait,
      Clock clock) {}

  /** Opens the FIFOs. */
  public NotificationChannels(NotificationsConfig config, Terms terms) {
    this.config = config;
    this.terms = terms;
    last = new ConcurrentHashMap<>();
    config.fifos().forEach(fifo -> pipes.add(new Pipe(fifo, open(fifo, terms))));
    mail = config.mail() == null ? null : mail(config.mail(), terms);
  }

  private NotificationChannels(
      NotificationsConfig config, Terms terms, NotificationChannels before) {
    this.config = config;
    this.terms = terms;
    last = before.last;
    retired.addAll(before.retired);
    before.pipes.stream()
        .filter(pipe -> !config.fifos().contains(pipe.config()))
        .forEach(Pipe::end);
    for (var fifo : config.fifos()) {
      pipes.add(before.pipe(fifo).orElseGet(() -> new Pipe(fifo, open(fifo, terms))));
    }
    boolean same =
        Objects.equals(config.mail(), before.config.mail())
            && terms.routerId().equals(before.terms.routerId());
    if (same) {
      mail = before.mail;
    } else {
      mail = config.mail() == null ? null : mail(config.mail(), terms);
      if (before.mail != null) {
        before.mail.retire();
        retired.add(before.mail);
        if (retired.size() > MOST_RETIRED) {
          retired.remove().abandon();
        }
      }
    }
  }

  /**
   * Returns the channels that replace these. An unchanged channel continues with its pending
   * notices. A removed or changed FIFO is closed after a short wait for its reader; pending mails
   * are still sent. Must not be called on an event loop.
   */
  public NotificationChannels follow(NotificationsConfig next, Terms terms) {
    return new NotificationChannels(next, terms, this);
  }

  private Optional<Pipe> pipe(FifoConfig wanted) {
    return pipes.stream().filter(pipe -> pipe.config().equals(wanted)).findFirst();
  }

  private static Mail mail(MailConfig config, Terms terms) {
    return new Mail(config, terms.routerId(), terms.stopWait(), terms.clock());
  }

  private static Fifo open(FifoConfig config, Terms terms) {
    var command = config.command();
    var loop = terms.loop();
    if (command == null || loop == null) {
      return new Fifo(config, terms.stopWait(), () -> {});
    }
    var words = new ArrayList<>(terms.checked().apply(command));
    words.add(config.path());
    var reader = new FifoReader(loop, words);
    return new Fifo(config, terms.stopWait(), () -> loop.execute(reader::start));
  }

  /**
   * Reports a transition of an instance or a group.
   *
   * @param mailed whether the transitions of the instance or group are mailed
   */
  public void report(Transition transition, boolean mailed) {
    var news = new Notice.Moved(transition);
    pipe(news);
    var mailConfig = config.mail();
    boolean first =
        transition.state().isMove() && last.put(transition.subject(), transition) == null;
    if (transition.state() == Transition.State.DELETED) {
      last.remove(transition.subject());
    }
    // Like keepalived, sends no mail about the state BACKUP at the start.
    boolean isStart = first && transition.state() == Transition.State.BACKUP;
    if (mail != null
        && mailConfig != null
        && !isStart
        && mailed
        && isMailed(transition, mailConfig)) {
      mail.report(news);
    }
  }

  /** Writes the states of all instances and groups to the FIFOs after a reload, if configured. */
  public void reloaded() {
    if (config.statesOnReload()) {
      last.values().forEach(transition -> pipe(new Notice.Moved(transition)));
    }
  }

  private static boolean isMailed(Transition transition, MailConfig terms) {
    boolean isWanted = terms.faults() || transition.state() != Transition.State.FAULT;
    return isWanted && transition.state().isMove();
  }

  /**
   * Reports a server that went up or down, or a virtual server that gained or lost its quorum.
   *
   * @param mailed whether the notice is mailed
   */
  public void report(Notice news, boolean mailed) {
    pipe(news);
    if (mail != null && mailed) {
      mail.report(news);
    }
  }

  private void pipe(Notice news) {
    for (var pipe : pipes) {
      if (pipe.config().takes(news)) {
        pipe.fifo().report(news.line());
      }
    }
  }

  /**
   * Waits a short time for pending notices and closes the channels. Must not be called on an event
   * loop.
   */
  @Override
  public void close() {
    pipes.forEach(Pipe::end);
    if (mail != null) {
      mail.close();
    }
  }
}
