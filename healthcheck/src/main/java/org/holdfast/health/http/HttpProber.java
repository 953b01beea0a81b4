package org.holdfast.health.http;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.Attempt;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.stream.Streams;

/**
 * Probes web servers: every request in order, each answered in full and judged by its status, then
 * its body's digest, then its pattern.
 *
 * <p>Differs: keepalived opens a connection for each URL and looks at one URL a delay_loop; here
 * all are asked in one run, over one HTTP/1.1 connection while the server keeps it open. It takes
 * chunks for text, which are decoded here. Its regular expressions are PCRE's, these are Java's. As
 * there, a body that ends before its Content-Length is judged by what has come of it.
 *
 * <p>Redirects are not followed: their status counts. A Content-Encoding is not undone: a server
 * that compresses unasked is judged by the compressed bytes.
 */
public final class HttpProber implements Prober<Probe.Http> {

  private final Streams streams;
  private final BodySearch search = new BodySearch();
  private final BodyBudget budget;

  public HttpProber(Streams streams) {
    this(streams, BodyBudget.ofTheHeap());
  }

  HttpProber(Streams streams, BodyBudget budget) {
    this.streams = streams;
    this.budget = budget;
  }

  @Override
  public Attempt start(Probe.Http probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    return streams.converse(
        probe.target(), probe.tls(), "http/1.1", loop, new HttpTalk(probe, search, budget), answer);
  }
}
