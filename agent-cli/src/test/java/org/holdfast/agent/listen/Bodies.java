package org.holdfast.agent.listen;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Reads bodies as a client does. */
public final class Bodies {

  private Bodies() {}

  /** Returns the text of all pieces. */
  public static String text(Body body) {
    var all = new ByteArrayOutputStream();
    body.pieces().forEachRemaining(all::writeBytes);
    return all.toString(StandardCharsets.UTF_8);
  }
}
