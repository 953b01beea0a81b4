package org.holdfast.health.stream;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoEventLoop;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;
import org.holdfast.health.probe.ProbeRun;
import org.jspecify.annotations.Nullable;

/**
 * One run of a probe over TCP, from the first connection to the result, with one connection at a
 * time. Everything is released at the end. Confined to its loop's thread.
 *
 * <p>It has no timer. The result is delivered in a separate task, never from within a call, so that
 * the receiver may start the next run.
 */
public final class Conversation implements ProbeRun {

  private final Target target;
  private final @Nullable TlsSettings tls;
  private final String applicationProtocol;
  private final IoEventLoop loop;
  private final Talk talk;
  private final Consumer<ProbeResult> answer;
  private final TlsContexts contexts;
  private final Executor workers;

  private String stage = "connecting";
  private @Nullable Channel channel;
  private @Nullable SslHandler secured;
  private boolean demandCloseNotify;
  private boolean waitsForUs;
  private @Nullable ProbeResult result;
  private ProbeResult.@Nullable Passed onceClosed;
  private boolean cancelled;

  /** See {@link Streams#converse}. */
  Conversation(
      Target target,
      @Nullable TlsSettings tls,
      String applicationProtocol,
      IoEventLoop loop,
      Talk talk,
      Consumer<ProbeResult> answer,
      TlsContexts contexts,
      Executor workers) {
    this.target = target;
    this.tls = tls;
    this.applicationProtocol = applicationProtocol;
    this.loop = loop;
    this.talk = talk;
    this.answer = answer;
    this.contexts = contexts;
    this.workers = workers;
  }

  /** Connects, or abandons the connection and connects again; {@link Talk#connected} follows. */
  public void dial() {
    hangUp();
    stage("connecting");
    if (tls == null) {
      dial(talk.codec(), null);
    } else {
      withTls(tls, ssl -> dial(talk.codec(), ssl));
    }
  }

  private void dial(List<ChannelHandler> codec, @Nullable SslHandler ssl) {
    var handlers = new ArrayList<ChannelHandler>();
    if (ssl != null) {
      handlers.add(ssl);
    }
    handlers.addAll(codec);
    handlers.add(new ConversationHandler(this));
    secured = ssl;
    var dialled =
        new Dialler(target, loop, this::finish).dial(handlers.toArray(ChannelHandler[]::new));
    channel = dialled;
    if (isOver()) {
      hangUp();
    }
  }

  /**
   * Starts TLS on the existing connection (STARTTLS); {@link Talk#connected} follows. Data that the
   * server sends in plain text after this call are delivered unchanged, and must be refused.
   */
  public void startTls(TlsSettings terms) {
    stage("in the TLS handshake");
    withTls(
        terms,
        ssl -> {
          var pipeline = channel().pipeline();
          var plain = pipeline.names().stream().map(pipeline::get).filter(this::isCodec).toList();
          secured = ssl;
          for (var handler : talk.codec().reversed()) {
            pipeline.addFirst(handler);
          }
          plain.forEach(pipeline::remove);
          pipeline.addFirst(ssl);
        });
  }

  private boolean isCodec(@Nullable ChannelHandler handler) {
    return handler != null && !(handler instanceof ConversationHandler);
  }

  /**
   * Requests a TLS context, for which a file may have to be read, and continues unless the run was
   * cancelled.
   */
  private void withTls(TlsSettings terms, Consumer<SslHandler> then) {
    demandCloseNotify = terms.closeNotify();
    contexts.find(
        terms,
        found ->
            later(() -> {
              switch (found) {
                case TlsContexts.Unusable(var words) -> giveUp(words);
                case TlsContexts.Usable usable -> {
                  var engine = usable.engine(terms, target, applicationProtocol);
                  var ssl = new SslHandler(engine, false, workers);
                  ssl.setHandshakeTimeoutMillis(0);
                  then.accept(ssl);
                }
              }
            }));
  }

  /** Continues on the loop from another thread, unless the run is over by then. */
  public void later(Runnable task) {
    try {
      loop.execute(() -> {
        if (!isOver()) {
          task.run();
        }
      });
    } catch (RejectedExecutionException closing) {
      // the loop has ended and has closed all its channels
    }
  }

  /**
   * Sets the step for which the run is waiting, in words that follow "timed out": {@code waiting
   * for the greeting}.
   */
  public void stage(String words) {
    stage = words;
    waitsForUs = false;
  }

  /**
   * Like {@link #stage}, for steps in which the delay is our own: a timeout is then a local
   * problem.
   */
  public void stageOfOurs(String words) {
    stage = words;
    waitsForUs = true;
  }

  /** Stops reading from the server until {@link #resume}; a little may still be delivered. */
  public void pause() {
    read(false);
  }

  /** Continues reading. */
  public void resume() {
    read(true);
  }

  private void read(boolean on) {
    if (channel != null) {
      channel.config().setAutoRead(on);
    }
  }

  /**
   * Sends bytes, or an object that the codec encodes. A failure of the connection appears on the
   * receiving side.
   */
  public void say(Object message) {
    var _ =
        channel()
            .writeAndFlush(message)
            .addListener(written -> {
              if (!written.isSuccess()
                  && ChannelErrors.isSocketError(written.cause())
                  && ChannelErrors.result(written.cause()) instanceof ProbeResult.NotRun lack) {
                finish(lack);
              }
            });
  }

  /**
   * Runs a long computation on a worker, then continues on the loop unless the run is over.
   *
   * @param work must not throw
   */
  public <T> void compute(Supplier<T> work, Consumer<T> then) {
    try {
      workers.execute(() -> {
        T made = work.get();
        later(() -> then.accept(made));
      });
    } catch (RejectedExecutionException closing) {
      giveUp("the probes are closed");
    }
  }

  /** The server failed: closes the connection and delivers the result. */
  public void fail(Failure why, String words) {
    finish(new ProbeResult.Failed(why, words));
  }

  /** Like {@link #fail}, for local problems (descriptors, memory): reported as NotRun. */
  public void giveUp(String words) {
    finish(new ProbeResult.NotRun(words));
  }

  /** The server passed; if its TLS terms require close_notify, waits for that first. */
  public void pass(ProbeResult.Passed passed) {
    if (secured == null || !demandCloseNotify || secured.sslCloseFuture().isSuccess()) {
      finish(passed);
    } else if (secured.sslCloseFuture().isDone()) {
      failForWantOfCloseNotify();
    } else {
      stage("waiting for close_notify");
      onceClosed = passed;
    }
  }

  @Override
  public ProbeResult outOfTime() {
    if (result != null) {
      return result;
    }
    var words = "timed out " + stage;
    return waitsForUs
        ? new ProbeResult.NotRun(words)
        : new ProbeResult.Failed(Failure.TIMED_OUT, words);
  }

  @Override
  public void cancel() {
    boolean wasOver = isOver();
    cancelled = true;
    hangUp();
    if (!wasOver) {
      talk.over();
    }
  }

  /** Whether the run is over. */
  boolean isOver() {
    return cancelled || result != null;
  }

  /** Whether this is the current connection, and not an abandoned one. */
  boolean isOn(Channel other) {
    return !isOver() && other.equals(channel);
  }

  void connectionStands() {
    if (secured == null) {
      talk.connected(this);
    } else {
      stage("in the TLS handshake");
    }
  }

  void handshakeDone() {
    var expired = secured == null ? null : ServerTrust.expiry(secured.engine().getSession());
    if (expired != null && verifies()) {
      fail(Failure.CERTIFICATE, expired);
    } else {
      talk.connected(this);
    }
  }

  private boolean verifies() {
    return secured != null
        && secured.engine().getSSLParameters().getEndpointIdentificationAlgorithm() != null;
  }

  void received(Object message) {
    if (onceClosed == null) {
      talk.received(this, message);
    }
  }

  /**
   * Handles close_notify: the server will send nothing more, whether or not it closes the
   * connection.
   */
  void closeNotified() {
    if (onceClosed != null) {
      finish(onceClosed);
    } else {
      closeDirectly();
    }
  }

  void closed() {
    if (onceClosed != null) {
      failForWantOfCloseNotify();
    } else if (secured != null && !secured.handshakeFuture().isSuccess()) {
      fail(Failure.CLOSED_EARLY, "closed the connection in the TLS handshake");
    } else {
      talk.closed(this);
    }
  }

  private void failForWantOfCloseNotify() {
    fail(Failure.TLS, "closed the connection without close_notify");
  }

  /** Ends the run: closes the connection and delivers the result. Later calls have no effect. */
  void finish(ProbeResult what) {
    if (isOver()) {
      return;
    }
    result = what;
    if (secured != null && secured.handshakeFuture().isSuccess()) {
      var _ = secured.closeOutbound();
    }
    hangUp();
    talk.over();
    loop.execute(() -> {
      if (!cancelled) {
        answer.accept(what);
      }
    });
  }

  private Channel channel() {
    if (channel == null) {
      throw new IllegalStateException("nothing is connected");
    }
    return channel;
  }

  private void hangUp() {
    closeDirectly();
    channel = null;
    secured = null;
  }

  /** Closes below SslHandler, which would wait for the server to accept its close_notify. */
  private void closeDirectly() {
    if (channel != null) {
      var first = channel.pipeline().firstContext();
      var _ = first == null ? channel.close() : first.close();
    }
  }
}
