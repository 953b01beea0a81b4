package org.holdfast.agent.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.holdfast.agent.status.Reports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class JsonPiecesTest {

  /** A record with a list. */
  public record Group(String name, List<@Nullable Object> members, @Nullable Group inner) {}

  private static String joined(Iterator<byte[]> pieces) {
    var all = new ByteArrayOutputStream();
    pieces.forEachRemaining(all::writeBytes);
    return all.toString(StandardCharsets.UTF_8);
  }

  private static void areLikeTheWhole(Object value) {
    assertThat(joined(Json.prettyPieces(value)))
        .isEqualTo(new String(Json.prettyBytes(value), StandardCharsets.UTF_8));
    assertThat(joined(Json.linePieces(value)))
        .isEqualTo(new String(Json.lineBytes(value), StandardCharsets.UTF_8));
  }

  @Test
  void aReportInPiecesIsLikeTheWhole() {
    areLikeTheWhole(Reports.full());
  }

  @Test
  void listsAreOpenedAtEveryDepth() {
    var nothing = new Group("\u00e4\n", List.of(), null);
    var mixed = new ArrayList<@Nullable Object>();
    Collections.addAll(mixed, null, 1, "two", List.of(3, List.of()), nothing);
    areLikeTheWhole(new Group("outer", mixed, nothing));
    areLikeTheWhole(List.of());
  }

  @Test
  void aPieceEndsAfterTheElementThatFillsIt() {
    var element = "x".repeat(1000);
    var pieces = Json.linePieces(Collections.nCopies(1_000, element));
    var sizes = new ArrayList<Integer>();
    pieces.forEachRemaining(piece -> sizes.add(piece.length));

    assertThat(sizes).hasSizeBetween(30, 32);
    assertThat(sizes.subList(0, sizes.size() - 1))
        .allSatisfy(size -> assertThat(size).isBetween(32 * 1024, 34 * 1024));
  }
}
