package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.load.ConfigFile.Loaded;
import org.holdfast.agent.config.table.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests that a file is printed the same with and without an earlier printing. */
final class PrintedFileTest {

  private static final Form FORM = Form.FILE.withoutSecrets();
  private static final String TEXT =
      """
      router-id: x
      virtual-servers:
        a:
          address: 10.0.0.100:80
          real-servers: [{address: 10.0.0.1:80, weight: 2}]
        # a comment
        b: {address: 10.0.0.101:80, real-servers: [10.0.0.1:80]}
        c: {address: "10.0.0.102:80", scheduler: wlc, real-servers: [10.0.0.1:80]}
      metrics: {listen: "127.0.0.1:9650"}
      """;

  private static Loaded load(String text) throws ConfigException {
    return new FakeHost().load(text);
  }

  private static String whole(Loaded loaded, Form form) {
    return ConfigPrinter.yaml(ConfigPrinter.tree(loaded, form), form);
  }

  @ParameterizedTest
  @CsvSource({
    "weight: 2, weight: 3",
    "'b: {', 'd: {address: 10.0.0.103:80, real-servers: [10.0.0.9:80]}\n  b: {'",
    "' b: {', ' bb: {'",
    "'  b: {address: 10.0.0.101:80, real-servers: [10.0.0.1:80]}\n', ''",
    "router-id: x, router-id: y",
    "9650, 9651",
    "scheduler: wlc, scheduler: rr",
    "'  c:', '  c: # another comment\n    '",
  })
  void aChangedFileIsPrintedAsWithoutAnEarlierPrinting(String before, String after)
      throws ConfigException {
    var earlier = PrintedFile.of(load(TEXT), FORM, null);
    var changed = TEXT.replace(before, after);
    assertThat(changed).isNotEqualTo(TEXT);
    var loaded = load(changed);
    assertThat(PrintedFile.of(loaded, FORM, earlier).text()).isEqualTo(whole(loaded, FORM));
  }

  @Test
  void anEarlierPrintingInAnotherFormIsNotUsed() throws ConfigException {
    var text = TEXT.replace("scheduler: wlc", "check: {http: {headers: {X: secret}}}");
    var loaded = load(text);
    var earlier = PrintedFile.of(loaded, Form.FILE, null);
    assertThat(earlier.text()).contains("secret");
    assertThat(PrintedFile.of(loaded, FORM, earlier).text())
        .doesNotContain("secret")
        .isEqualTo(whole(loaded, FORM));
  }

  @Test
  void aFileWithAliasesIsPrintedAsAWhole() throws ConfigException {
    var loaded =
        load(
            TEXT.replace("real-servers: [{", "real-servers: &r [{")
                .replace("101:80, real-servers: [10.0.0.1:80]", "101:80, real-servers: *r"));
    assertThat(PrintedFile.of(loaded, FORM, null).text()).isEqualTo(whole(loaded, FORM));
  }

  @Test
  void theDefaultsArePrintedToo() throws ConfigException {
    var loaded = load(TEXT);
    var form = Form.COMPLETE.withoutSecrets();
    assertThat(PrintedFile.of(loaded, form, PrintedFile.of(loaded, FORM, null)).text())
        .contains("scheduler: ")
        .isEqualTo(whole(loaded, form));
  }
}
