package io.muster.epr.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.muster.epr.filter.query.CanonicalForm;
import io.muster.epr.filter.query.ParsedQuery;
import io.muster.epr.filter.query.ParsedQuery.InvalidQuery;
import io.muster.epr.filter.query.QueryLimits;
import io.muster.epr.filter.query.QueryParser;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queries are written with apostrophes for quotation marks. */
class QueryParserTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'$where':'this.a'}                                    | /$where                        | $compare
            {'$expr':{}}                                           | /$expr                         | $compare
            {'metadata.a':{'$function':{}}}                        | /metadata.a/$function          | code
            {'$text':{'$search':'x'}}                              | /$text                         | $regex
            {'metadata.pos':{'$geoNear':{}}}                       | /metadata.pos/$geoNear         | $gt
            {'$foo':1}                                             | /$foo                          | $and, $or, $nor
            {'metadata.a':{'$foo':1}}                              | /metadata.a/$foo               | $elemMatch
            {'metadata':{'$in':[]}}                                | /metadata/$in                  | $elemMatch
            {'city':'Lviv'}                                        | /city                          | metadata.<key>
            {'application_version.x':'Lviv'}                       | /application_version.x         | application_version
            {'metadata':{'city':'Lviv'}}                           | /metadata                      | metadata.city
            {'metadata':{'$elemMatch':{'val':1}}}                  | /metadata/$elemMatch/val       | key, value
            {'$and':[{},{'$or':[]}]}                               | /$and/1/$or                    | non-empty array
            {'$and':[7]}                                           | /$and/0                        | JSON object
            {'$not':{}}                                            | /$not                          | $nor
            {'metadata.a':{'$gt':1,'b':2}}                         | /metadata.a/b                  | mixed
            {'metadata.a':{'b':{'$gt':1}}}                         | /metadata.a/b/$gt              | path
            {'metadata.a':{'$gt':[1]}}                             | /metadata.a/$gt                | number
            {'metadata.a':{'$in':3}}                               | /metadata.a/$in                | array
            {'metadata.a':{'$not':3}}                              | /metadata.a/$not               | $ne
            {'metadata.a':{'$options':'i'}}                        | /metadata.a/$options           | $regex
            {'metadata.a':{'$regex':'a','$options':'x'}}           | /metadata.a/$regex             | $options
            {'metadata.a':{'$regex':'(?=a)'}}                      | /metadata.a/$regex             | look-around
            {'metadata.a':{'$regex':'((a{1000}){1000}){1000}'}}    | /metadata.a/$regex             | max-regex-cost
            {'metadata.a':{'$exists':'yes'}}                       | /metadata.a/$exists            | true or false
            {'metadata.a':{'$type':'decimal'}}                     | /metadata.a/$type              | number
            {'metadata.a':{'$size':-1}}                            | /metadata.a/$size              | whole number
            {'metadata.a':{'$date':'2020'}}                        | /metadata.a/$date              | plain JSON
            {'metadata..a':1}                                      | /metadata..a                   | empty name
            {'metadata.a/b~':{'$x':1}}                             | /metadata.a~1b~0/$x            | allowed
            {'$compare':['metadata.a','$gt',3]}                    | /$compare/2                    | constant
            {'$compare':['metadata.a','$in','metadata.b']}         | /$compare/1                    | $lte
            {'metadata':{'$elemMatch':{'$compare':[]}}}            | /metadata/$elemMatch/$compare  | beside
            """)
    void refusesWithPositionAndRemedy(String query, String position, String remedy) {
        InvalidQuery refused = refused(QueryLimits.DEFAULT, query);
        assertThat(refused.position()).isEqualTo(position);
        assertThat(refused.message()).contains(remedy);
        assertThat(refused.refusal().status()).isEqualTo(400);
        assertThat(refused.refusal().message()).contains(position, refused.message());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'metadata.abcdefghijklmnop':{'$in':['aaaaaaaaaaaaaaa','bbbbbbbbbbbbb','ccccccccccccc']}} | kaa.epr.filters.max-query-size
            {'$and':[{'$and':[{'$and':[{}]}]}]}                                                     | kaa.epr.filters.max-query-depth
            {'$and':[{'metadata.a':1},{'metadata.a':{'$gt':1,'$lt':2}}]}                            | kaa.epr.filters.max-query-terms
            {'metadata.a':{'$in':[1,2,3,4]}}                                                        | kaa.epr.filters.max-list-size
            {'metadata.a':{'$regex':'abcdef'}}                                                      | kaa.epr.filters.max-regex-length
            {'metadata.a':{'$regex':'a{9}'}}                                                        | kaa.epr.filters.max-regex-cost
            {'metadata.a.b.c.d':1}                                                                  | kaa.epr.filters.max-path-length
            {'metadata.a':1234567}                                                                  | the 6 allowed
            """)
    void namesTheLimit(String query, String limit) {
        assertThat(refused(new QueryLimits(75, 6, 2, 3, 5, 8, 3, 6), query).message())
                .contains(limit);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {                     | not well-formed
            {'a':1,'a':2}         | Duplicate
            ``                    | empty
            []                    | JSON object
            'x'                   | JSON object
            {} {}                 | not well-formed
            {'application_version':1e99999999999} | power of ten
            """)
    void refusesTextThatIsNoQuery(String text, String reason) {
        assertThat(refused(QueryLimits.DEFAULT, text).message()).contains(reason);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {}                                       | {}
            {'metadata.city':'Lviv'}                 | {'metadata':{'$elemMatch':{'key':'city','value':'Lviv'}}}
            {'metadata.a.b':{'$gt':1.50}}            | {'metadata':{'$elemMatch':{'key':'a','value.b':{'$gt':1.5}}}}
            {'metadata.key':'city'}                  | {'metadata':{'$elemMatch':{'key':'city'}}}
            {'metadata.value':{'$ne':3}}             | {'$nor':[{'metadata':{'$elemMatch':{'value':3}}}]}
            {'metadata.owner':{'$exists':false}}     | {'$nor':[{'metadata':{'$elemMatch':{'key':'owner'}}}]}
            {'metadata':{'$not':{'$elemMatch':{'key':'owner'}}}} | {'$nor':[{'metadata':{'$elemMatch':{'key':'owner'}}}]}
            {'$and':[{'application_version':{'$eq':'v'}}]} | {'application_version':'v'}
            """)
    void hasOneCanonicalForm(String query, String canonical) {
        assertThat(CanonicalForm.of(Samples.parsed(query.replace('\'', '"'))).toString())
                .isEqualTo(canonical.replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'metadata.a':'\\u0000'}            | /metadata.a       | U+0000
            {'metadata.a':{'$in':['\\ud800']}}  | /metadata.a/$in/0 | surrogate
            {'metadata.a':1e9999}               | /metadata.a       | 1000 allowed
            """)
    void refusesValuesNoMetadataCanHave(String query, String position, String reason) {
        ParsedQuery outcome = new QueryParser(QueryLimits.DEFAULT).parse(Samples.json(query.replace('\'', '"')));
        assertThat(outcome).isInstanceOfSatisfying(InvalidQuery.class, refused -> {
            assertThat(refused.position()).isEqualTo(position);
            assertThat(refused.message()).contains(reason);
        });
        assertThat(refused(QueryLimits.DEFAULT, query).message()).contains(position);
    }

    @Test
    void theDefaultsOfTheLimits() {
        assertThat(QueryLimits.DEFAULT).isEqualTo(new QueryLimits(65_536, 32, 500, 1_000, 512, 5_000, 16, 1_000));
    }

    @Test
    void theDocumentedDefaultsAreTheDefaults() throws IOException, ReflectiveOperationException {
        String page = Files.readString(Path.of("..", "docs", "filters.md"));
        Map<String, String> otherNames = Map.of(
                "max-bytes", "max-query-size",
                "max-depth", "max-query-depth",
                "max-terms", "max-query-terms");
        for (RecordComponent limit : QueryLimits.class.getRecordComponents()) {
            String name = limit.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
            String key = "`kaa.epr.filters." + otherNames.getOrDefault(name, name) + "`";
            Object value = limit.getAccessor().invoke(QueryLimits.DEFAULT);
            assertThat(page)
                    .contains("| " + (name.equals("max-number-digits") ? "not configurable" : key) + " | " + value
                            + " |");
        }
    }

    private static InvalidQuery refused(QueryLimits limits, String query) {
        ParsedQuery outcome = new QueryParser(limits).parse(query.replace('\'', '"'));
        assertThat(outcome).as(query).isInstanceOf(InvalidQuery.class);
        return (InvalidQuery) outcome;
    }
}
