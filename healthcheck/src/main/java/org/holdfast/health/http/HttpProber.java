package org.holdfast.health.http;

import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.probe.ProbeRun;
import org.holdfast.health.probe.Prober;
import org.holdfast.health.stream.Streams;

/**
 * Probes web servers: sends every request in order, reads each response completely, and judges it
 * by its status, then by its body's digest, then by its pattern.
 *
 * <p>Differs: keepalived opens one connection per URL and requests one URL per delay_loop; here one
 * run makes all requests, over one HTTP/1.1 connection as long as the server keeps it open.
 * keepalived treats chunks as text, here they are decoded. Its regular expressions are PCRE's,
 * these are Java's. As in keepalived, a body that ends before its Content-Length is judged by the
 * part that arrived.
 *
 * <p>Redirects are not followed: their status counts. A Content-Encoding is not decoded: a server
 * that compresses its response without a request to do so is judged by the compressed bytes.
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
  public ProbeRun start(Probe.Http probe, IoEventLoop loop, Consumer<ProbeResult> answer) {
    return streams.converse(
        probe.target(), probe.tls(), "http/1.1", loop, new HttpTalk(probe, search, budget), answer);
  }
}
