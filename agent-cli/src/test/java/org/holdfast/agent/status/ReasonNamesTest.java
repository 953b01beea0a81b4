package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.holdfast.agent.json.Json;
import org.holdfast.health.Failure;
import org.holdfast.health.bfd.BfdDefect;
import org.holdfast.ipvs.ServiceTerms;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.election.Reason;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.peer.Disagreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs compare the names of reasons, so all have one form: snake_case. */
class ReasonNamesTest {

  private static final String SNAKE_CASE = "[a-z][a-z0-9]*(_[a-z0-9]+)*";

  /** The members of the report whose values, or whose keys, are such names. */
  private static final List<String> VALUES = List.of("reason", "failure", "lastDefect");

  private static final List<String> KEYS =
      List.of("transitions", "checksums", "rejected", "begun", "objectsRestored");

  static Stream<String> names() {
    return Stream.of(
            Arrays.stream(Reason.class.getPermittedSubclasses())
                .map(kind -> kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_"))
                .map(kind -> kind.toLowerCase(Locale.ROOT)),
            Arrays.stream(Failure.values()).map(Failure::code),
            Arrays.stream(Defect.values()).map(Defect::word),
            Arrays.stream(Disagreement.Kind.values()).map(Disagreement.Kind::word),
            Arrays.stream(BfdDefect.values()).map(defect -> defect.name().toLowerCase(Locale.ROOT)),
            Arrays.stream(ChecksumForm.values()).map(form -> form.name().toLowerCase(Locale.ROOT)),
            Arrays.stream(ServiceTerms.Flag.values())
                .map(flag -> flag.name().toLowerCase(Locale.ROOT)))
        .flatMap(each -> each);
  }

  @ParameterizedTest
  @MethodSource("names")
  void aNameIsInSnakeCase(String name) {
    assertThat(name).matches(SNAKE_CASE);
  }

  @Test
  void soIsEveryReasonInAReport() throws Exception {
    var found = new ArrayList<String>();
    collect(Json.object(Reports.full().toJson()), found);
    assertThat(found).hasSizeGreaterThan(10).allMatch(name -> name.matches(SNAKE_CASE));
  }

  private static void collect(Object node, List<String> found) {
    if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) -> {
        if (VALUES.contains(String.valueOf(key)) && value != null) {
          found.add(String.valueOf(value));
        } else if (KEYS.contains(String.valueOf(key)) && value instanceof Map<?, ?> counts) {
          counts.keySet().forEach(name -> found.add(String.valueOf(name)));
        } else if (value != null) {
          collect(value, found);
        }
      });
    } else if (node instanceof List<?> list) {
      list.forEach(each -> collect(each, found));
    }
  }
}
