package org.holdfast.agent.metrics;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The text of a scrape in pieces, each made when it is asked for. Not thread-safe. */
final class PageText implements Iterator<byte[]> {

  /** A piece ends after the line that makes it this long, in characters. */
  private static final int LENGTH = 32 * 1024;

  private final Content content;
  private final Iterator<Metric> metrics = List.of(Metric.values()).iterator();
  private final StringBuilder text = new StringBuilder(LENGTH + 1024);
  private boolean ended;
  // The metric that is being written.
  private CharSequence collected = "";
  private int from;
  private ServiceMetrics.@Nullable Writing services;

  /**
   * What a scrape shows. No longer changes.
   *
   * @param samples the lines of all metrics but those of services
   * @param rest what follows, to the end
   */
  record Content(Samples samples, ServiceMetrics services, String rest, boolean openMetrics) {

    /** Returns an estimate of the memory that the content takes, in bytes. */
    long held() {
      return samples.length() + services.held() + rest.length();
    }
  }

  PageText(Content content) {
    this.content = content;
  }

  @Override
  public boolean hasNext() {
    return !ended || !text.isEmpty();
  }

  @Override
  public byte[] next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    while (!ended && text.length() < LENGTH) {
      step();
    }
    var piece = text.toString().getBytes(StandardCharsets.UTF_8);
    text.setLength(0);
    return piece;
  }

  private void step() {
    if (from < collected.length()) {
      int to = Math.min(collected.length(), from + LENGTH);
      text.append(collected, from, to);
      from = to;
    } else if (services == null || !services.step()) {
      nextMetric();
    }
  }

  private void nextMetric() {
    if (!metrics.hasNext()) {
      text.append(content.rest());
      ended = true;
      return;
    }
    var metric = metrics.next();
    collected = content.samples().lines(metric);
    from = 0;
    if (!collected.isEmpty()) {
      Lines.appendHeading(text, metric, content.openMetrics());
    }
    services = content.services().begin(metric, text, content.openMetrics());
  }
}
