package org.holdfast.agent.config.keepalived;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The language, feature by feature, as words and blocks. */
class LanguageTest {

  private final FakeSurroundings world = new FakeSurroundings();
  private final Notes notes = new Notes();

  /** Statements with brackets around their words and braces around their blocks. */
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
        "a \"b c\" 'd e' | [a][b c][d e]",
        "a \"b \"'c d'e | [a][b c de]",
        "a # b | [a]",
        "a ! b | [a]",
        "a \"# b\" | [a][# b]",
        "a \\x41\\102\\tb | [a][AB\tb]",
        "a \\cAb | [a][\u0001b]",
        "a { b c } | [a]{[b][c]}",
        "a{ | [a]{}",
        "a \"{\" | [a][{]",
        "@lvs1 a b | [a][b]",
        "@lvs2 a b | ``",
        "@^lvs1 a b | ``",
        "@^lvs2 a b | [a][b]",
        "a ${_INSTANCE} ${_HASH}${_BANG} | [a][lvs1][#!]",
        "a ${_PWD} | [a][/etc/keepalived]",
        "a ${_RANDOM 5 7} | [a][6]",
        "a $B ${C} $5 | [a][$B][${C}][$5]",
        "~SEQ(i,3) a $i | [a][1] [a][2] [a][3]",
        "~SEQ(i,-2) a $i | [a][-1] [a][-2]",
        "~SEQ(i,2,4,8) a ${i}x | [a][2x] [a][6x]",
        "~SEQx(i,10,12) a $i | [a][a] [a][b] [a][c]",
        "~SEQ(i,2) ~SEQ(j,${i}) a ${i}${j} | [a][11] [a][21] [a][22]",
        "~LST(i,x,y) a $i | [a][x] [a][y]",
        "~LST({i,j},{1,x},{2,y}) a $j $i | [a][x][1] [a][y][2]",
      })
  void readsALine(String line, String words) {
    assertThat(read(line)).isEqualTo(words);
  }

  @Test
  void putsParametersInWhenTheyAreUsed() {
    assertThat(read("$A=x${B}\n$B=1\na $A\n$B=2\na $A")).isEqualTo("[a][x1] [a][x2]");
  }

  @Test
  void aParameterMayHaveSeveralLines() {
    assertThat(read("$A=\\\n  b 1 \\\n  c { \\\n d }\na {\n $A\n}"))
        .isEqualTo("[a]{[b][1] [c]{[d]}}");
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

  @Test
  void anIncludeThatMatchesNothingIsToldOnly() {
    assertThat(read("include nothing/*\na")).isEqualTo("[a]");
    assertThat(notes()).containsExactly("1: include nothing/* matches no file; ignored");
    assertThat(notes.isFatal()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"includer,x", "includem,x", "includew,x*", "includeb,'x{a,b}'", "includea,x*"})
  void theStricterIncludesWantFiles(String word, String file) {
    read(word + " " + file);
    assertThat(notes.isFatal()).isTrue();
  }

  @Test
  void mendsBracesAsKeepalivedDoes() {
    assertThat(read("a {\n b\n}\n}\nc {\n d")).isEqualTo("[a]{[b]} [c]{[d]}");
    assertThat(notes())
        .containsExactly(
            "4: Extra '}' found; ignored", "6: a } is missing; the block ends with the file");
  }

  @Test
  void knowsWhereAWordStands() {
    var source = new SourceReader(world, notes);
    source.read("f", "\n@lvs1   a  'b'");
    var statement = BlockReader.read(source.lines(), notes).getFirst();
    assertThat(statement.place()).isEqualTo(new Place("f", 2, 9));
    assertThat(statement.place(1)).isEqualTo(new Place("f", 2, 12));
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

  @Test
  void deepBlocksComeToAnEnd() {
    read("a { ".repeat(100));
    assertThat(notes.isFatal()).isTrue();
  }
}
