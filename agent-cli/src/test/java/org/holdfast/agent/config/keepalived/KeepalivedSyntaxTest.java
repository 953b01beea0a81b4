package org.holdfast.agent.config.keepalived;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests each feature of the language; the results are words and blocks. */
class KeepalivedSyntaxTest {

  private final FakeEnvironment world = new FakeEnvironment();
  private final Notes notes = new Notes();

  /**
   * Reads the text; returns the statements with brackets around their words and braces around their
   * blocks.
   */
  private String read(String text) {
    var source = new SourceReader(world, notes);
    source.read("/etc/keepalived/keepalived.conf", text);
    return written(BlockReader.read(source.lines(), notes));
  }

  private static String written(List<Statement> statements) {
    var text = new StringBuilder();
    for (var statement : statements) {
      statement.from(0).forEach(word -> text.append('[').append(word.text()).append(']'));
      if (statement.hasBlock()) {
        text.append('{').append(written(statement.block())).append('}');
      }
      text.append(' ');
    }
    return text.toString().strip();
  }

  private List<String> notes() {
    var messages = new ArrayList<String>();
    notes.all().forEach(note -> messages.add(note.place().line() + ": " + note.message()));
    return messages;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a b   c | [a][b][c]",
        "a \"b c\" 'd e' | [a][b c]['d][e']",
        "a \"b\"c d\"e f\" | [a][b][c][d][e f]",
        "a b\\tc\\x41 | [a][b\\tc\\x41]",
        "a \"b\\c\" | [a][b\\c]",
        "a # b | [a]",
        "a ! b | [a]",
        "a b#c | [a][b]",
        "a b\\#c | [a][b]",
        "a \"# b\" | [a][# b]",
        "script \"b c\" 'd e' | [script][b c][d e]",
        "script \"b \"'c d'e | [script][b c de]",
        "script \\x41\\102\\tb | [script][AB\tb]",
        "script \\cAb | [script][\u0001b]",
        "notify_master \"/x 'a b'\" user | [notify_master][/x 'a b'][user]",
        "global_defs { b c } | [global_defs]{[b][c]}",
        "global_defs{b c}d | [global_defs]{[b][c]} [d]",
        "global_defs{ | [global_defs]{}",
        "a \"{\" | [a][{]",
        "a x}y | [a][x] [y]",
        "a { b } c | [a] [b] [c]",
        "@lvs1 a b | [a][b]",
        "  @lvs1 a b | [a][b]",
        "@lvs2 a b | ``",
        "@^lvs1 a b | ``",
        "@^lvs2 a b | [a][b]",
        "@lvs1 | ``",
        "a ${_INSTANCE} \"${_HASH}${_BANG}\" | [a][lvs1][#!]",
        "a b${_HASH}c | [a][b]",
        "a ${_PWD} | [a][/etc/keepalived]",
        "a ${_RANDOM 5 7} | [a][6]",
        "a $B $5 | [a][$B][$5]",
        "~SEQ(i,3) a $i | [a][1] [a][2] [a][3]",
        "~SEQ(i,-2) a $i | [a][-1] [a][-2]",
        "~SEQ(i,2,4,8) a ${i}x | [a][2x] [a][6x]",
        "~SEQx(i,10,12) a $i | [a][a] [a][b] [a][c]",
        "~SEQ(i,2) ~SEQ(j,${i}) a ${i}${j} | [a][11] [a][21] [a][22]",
        "global_defs { ~SEQ(i,2) a $i | [global_defs]{[a][1] [a][2]}",
        "~LST(i,x,y) a $i | [a][x] [a][y]",
        "~LST({i,j},{1,x},{2,y}) a $j $i | [a][x][1] [a][y][2]",
      })
  void readsALine(String line, String words) {
    assertThat(read(line)).isEqualTo(words);
  }

  @Test
  void expandsParametersWhenTheyAreUsed() {
    assertThat(read("$A=x${B}\n$B=1\na $A\n$B=2\na $A")).isEqualTo("[a][x1] [a][x2]");
  }

  @Test
  void aParameterMayHaveSeveralLines() {
    assertThat(read("$A=\\\n  b 1 \\\n  group { \\\n d }\nvrrp_sync_group {\n $A\n}"))
        .isEqualTo("[vrrp_sync_group]{[b][1] [group]{[d]}}");
  }

  @Test
  void aDefinitionContinuesAfterAComment() {
    assertThat(read("$A= \\\n a 1 \\\n# b 2 \\\n c 3 # d \\\n e 4\n$A"))
        .isEqualTo("[a][1] [c][3] [e][4]");
  }

  @Test
  void aDefinitionMayDependOnTheId() {
    assertThat(read("$A= \\\n@lvs1 a 1 \\\n@lvs2 a 2 \\\n@^lvs2 a 3\n$A"))
        .isEqualTo("[a][1] [a][3]");
  }

  @Test
  void aDefinitionMayDefineAndRepeat() {
    assertThat(read("$L= \\\n a ${X}$i\n$A= \\\n$X=b \\\n~SEQ(i,2) $L \\\n$X=c \\\n$L\n$A"))
        .isEqualTo("[a][b1] [a][b2] [a][c2]");
  }

  @Test
  void aDefinitionMayIncludeAFile() {
    world.files.put("/etc/keepalived/x", "a");
    assertThat(read("$F=x\n$A= \\\n include ${F} \\\n include $F\n$A")).isEqualTo("[a] [a]");
  }

  @Test
  void theEndsOfASequenceMayBeParameters() {
    assertThat(read("$M=2\n$N=4\n~SEQ(i, $M, ${N}) a $i\n~SEQ(i,$M,$M,$N) b $i"))
        .isEqualTo("[a][2] [a][3] [a][4] [b][2] [b][4]");
  }

  @Test
  void aListIsSplitBeforeItsParametersAreExpanded() {
    assertThat(read("$L=1,2\n~LST(i,$L,3) a $i")).isEqualTo("[a][1,2] [a][3]");
  }

  @Test
  void aParameterMayExpandToACommentSign() {
    assertThat(read("$ON=\n$OFF=\\#\n$ON a\n$OFF b")).isEqualTo("[a] [b]");
  }

  @Test
  void takesTheEnvironment() {
    world.environment.put("NODE", "7");
    assertThat(read("a ${_ENV NODE}")).isEqualTo("[a][7]");
  }

  @Test
  void includesFilesBesideTheIncludingOne() {
    world.files.put("/etc/keepalived/conf.d/b.conf", "include more/c");
    world.files.put("/etc/keepalived/conf.d/more/c", "c");
    world.files.put("/etc/keepalived/conf.d/a.conf", "a");
    assertThat(read("include conf.d/*.conf\ninclude conf.d/{a,b}.conf"))
        .isEqualTo("[a] [c] [a] [c]");
  }

  @ParameterizedTest
  @CsvSource({
    "include ${_PWD}/x",
    "include $D/x",
    "include ${D}/x",
    "include ${E}",
    "include $E",
    "@lvs1 include x",
    "  include x"
  })
  void includesMayHaveParametersAndConditions(String line) {
    world.files.put("/etc/keepalived/x", "a");
    var expected = line.contains("$D/") ? "" : "[a]"; // only a blank ends a name
    assertThat(read("$D=/etc/keepalived\n$E=x\n" + line)).isEqualTo(expected);
  }

  @Test
  void theFolderIsThatOfTheIncludedFile() {
    world.files.put("/etc/keepalived/conf.d/b.conf", "a ${_PWD}");
    assertThat(read("include conf.d/b.conf")).isEqualTo("[a][/etc/keepalived/conf.d]");
  }

  @Test
  void anIncludeThatMatchesNoFileIsOnlyReported() {
    assertThat(read("include nothing/*\na")).isEqualTo("[a]");
    assertThat(notes()).containsExactly("1: include nothing/* matches no regular file; ignored");
    assertThat(notes.isFatal()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"includer x", "includem x", "includew x*", "includeb x{a,b}"})
  void theStricterIncludesReportThatNoFileMatches(String line) {
    assertThat(read(line + "\na")).isEqualTo("[a]");
    assertThat(notes()).containsExactly("1: " + line + " matches no regular file; ignored");
    assertThat(notes.isFatal()).isFalse();
  }

  @Test
  void correctsBracesAsKeepalivedDoes() {
    assertThat(read("global_defs {\n b\n}\n}\nvrrp_script c {\n d"))
        .isEqualTo("[global_defs]{[b]} [vrrp_script][c]{[d]}");
    assertThat(notes())
        .containsExactly(
            "4: Extra '}' found; ignored",
            "6: there are missing '}'s or extra '{'s: vrrp_script c of line 5 is not closed;"
                + " it ends with the file");
  }

  @Test
  void namesEveryBlockThatIsNotClosed() {
    read("vrrp_instance A {\n interface eth0\n track_script {\n  x\n");
    assertThat(notes())
        .containsExactly(
            "4: there are missing '}'s or extra '{'s: vrrp_instance A of line 1, and in it"
                + " track_script of line 3 is not closed; it ends with the file");
  }

  @Test
  void includeCheckMakesAMissingFileAMistake() {
    read("include_check\ninclude nothing/*\ninclude_check -match\ninclude nothing/*\n");
    assertThat(notes.all())
        .extracting(Note::kind)
        .containsExactly(Note.Kind.REPAIRED, Note.Kind.REMARKED);
  }

  @Test
  void suppliesABraceThatIsMissing() {
    assertThat(
            read(
                """
                vrrp_instance A
                 a 1
                 virtual_ipaddress
                  192.0.2.1
                 }
                 b 2
                }
                global_defs
                }\
                """))
        .isEqualTo(
            "[vrrp_instance][A]{[a][1] [virtual_ipaddress]{[192.0.2.1]} [b][2]} [global_defs]{}");
    assertThat(notes())
        .containsExactly(
            "2: Missing '{' at beginning of configuration block; supplied after"
                + " vrrp_instance A of line 1",
            "4: Missing '{' at beginning of configuration block; supplied after"
                + " virtual_ipaddress of line 3",
            "9: Missing '{' at beginning of configuration block; supplied after"
                + " global_defs of line 8");
  }

  @Test
  void ignoresABraceBehindAWordWithoutABlock() {
    assertThat(read("vrrp_instance A {\n colour blue {\n priority 7\n }\n b\n}"))
        .isEqualTo("[vrrp_instance][A]{[colour][blue] [priority][7]} [b]");
    assertThat(notes())
        .containsExactly("2: Unexpected '{' - ignoring", "6: Extra '}' found; ignored");
  }

  @Test
  void aBraceMayStandOnALineOfItsOwn() {
    assertThat(read("vrrp_script a\n\n# here\n{\n b\n}")).isEqualTo("[vrrp_script][a]{[b]}");
    assertThat(notes()).isEmpty();
  }

  @Test
  void reportsAQuoteThatIsNeverClosed() {
    assertThat(read("a b\"c d")).isEqualTo("[a][b]");
    assertThat(notes())
        .containsExactly(
            "1: Unterminated quote", "1: Unmatched quote; the rest of the line is ignored");
  }

  @Test
  void knowsWhereAWordStands() {
    var source = new SourceReader(world, notes);
    source.read("f", "\n@lvs1   a  \"b\"");
    var statement = BlockReader.read(source.lines(), notes).getFirst();
    assertThat(statement.place()).isEqualTo(new FilePosition("f", 2, 9));
    assertThat(statement.place(1)).isEqualTo(new FilePosition("f", 2, 12));
  }

  @Test
  void hostileInputComesToAnEnd() {
    read("$A=${A}\na $A");
    assertThat(notes.isFatal()).isTrue();
  }

  @Test
  void doublingParametersComeToAnEnd() {
    var text = new StringBuilder("$A=0123456789abcdef\n");
    for (char c = 'A'; c < 'Z'; c++) {
      text.append("$").append((char) (c + 1)).append("=${").append(c).append("}${").append(c);
      text.append("}\n");
    }
    read(text + "a $Z");
    assertThat(notes.isFatal()).isTrue();
  }

  @Test
  void nestedSequencesComeToAnEnd() {
    read("~SEQ(a,60000) ~SEQ(b,60000) ~SEQ(c,60000) ");
    assertThat(notes.isFatal()).isTrue();
  }

  @Test
  void aFileThatIncludesItselfComesToAnEnd() {
    world.files.put("/etc/keepalived/keepalived.conf", "include keepalived.conf");
    read("include keepalived.conf");
    assertThat(notes.isFatal()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "~SEQ(a,65536) LONG | more than 16 MiB",
        "~SEQ(a,65536) include long | more than 16 MiB",
        "~SEQ(a,65536) include blank | more than 16 MiB",
        "~SEQ(a,65536) include empty | more than 20000 files are included",
        "~SEQ(a,65536) include broken | more than 100 included files cannot be read",
        "~SEQ(a,65536) ~SEQ(b,65536) x | more than 300000 lines",
        "~SEQ(a,65536) ~SEQ(b,65536) # | more than 600000 lines",
        "include {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b} | more than 1000 files",
        "include BRACES | more than 1000 files or patterns by braces",
      })
  void textThatMultipliesIsRefusedBeforeItFillsTheMemory(String line, String reason) {
    world.files.put("/etc/keepalived/long", ("# " + "x".repeat(100_000) + "\n").repeat(10));
    world.files.put("/etc/keepalived/blank", "\n".repeat(1 << 20));
    world.files.put("/etc/keepalived/empty", "");
    world.files.put("/etc/keepalived/broken", FakeEnvironment.UNREADABLE);
    read(line.replace("LONG", "x".repeat(900_000)).replace("BRACES", "{a}".repeat(300_000)));
    assertThat(notes.isFatal()).isTrue();
    assertThat(notes()).last(STRING).startsWith("1: ").contains(reason);
  }

  /**
   * Up to 64 sequences may stand in each other, and each is kept until the inner ones have ended.
   */
  @Test
  void aSequenceDoesNotKeepItsNumbers() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    var sequence = Sequence.of("~SEQ", "a, 65535, -2, 1");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
    assertThat(sequence).isNotNull();
    assertThat(sequence.rounds()).hasSize(32_768).last().isEqualTo(List.of("1"));
  }

  @Test
  void manyBracesComeToAnEnd() {
    assertThat(read("{ ".repeat(100) + "vrrp_instance { ".repeat(100))).isNotEmpty();
  }
}
