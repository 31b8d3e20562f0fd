PRAGMA application_id = 1095979865;
PRAGMA user_version = 3;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE run (
  run            INTEGER PRIMARY KEY,
  id             TEXT    NOT NULL UNIQUE,
  suite          TEXT    NOT NULL,
  suite_path     TEXT    NOT NULL,
  suite_hash     TEXT    NOT NULL,
  started_at     TEXT    NOT NULL,
  finished_at    TEXT    NOT NULL,
  assay_version  TEXT    NOT NULL,
  seed           INTEGER NOT NULL,
  complete       INTEGER NOT NULL,
  simulated      INTEGER NOT NULL,
  planned_cells  INTEGER NOT NULL,
  manifest       TEXT    NOT NULL
) STRICT;
INSERT INTO run VALUES(1,'older-20261127T155913Z-f671','older','older.yaml','b27d6e3c82252765a135b45a86fc544668b385c54db161bec0810fc76f821f4e','2026-11-27T15:59:13Z','2026-11-27T15:59:14Z','0.1.0',0,1,1,32,'{"axes":["temperature"],"case_hashes":{"four":"1a9c591f920aed8b","one":"c088663bb93d7fe2","three":"c98a59f91aec5c11","two":"ae39e03c0a9ea4c8"},"description":"","expectation_hashes":{"four":"1a10fd7c13cc4725","one":"1a10fd7c13cc4725","three":"1a10fd7c13cc4725","two":"1a10fd7c13cc4725"},"expectation_variables":["n"],"gates":[{"at_least":0.2,"candidate":{},"metric":"pass_rate","name":"pass_rate >= 0.2"},{"baseline":{"model":"large"},"candidate":{"model":"small"},"metric":"score","name":"score of model small no worse than model large by 0.9","no_worse_than":0.9}],"limits":{},"outcome":"inconclusive","pass":{},"prompt_hashes":{"plain":"830071dbe103c393","terse":"c650f6429796ac06"},"prompt_variables":{"plain":["n"],"terse":["n"]},"prompts":["plain","terse"],"repeats":1,"requests":[{"after":["}"],"before":"{\"model\":\"large\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":0,\"messages\":","dialect":"openai_chat","headers":[["content-type",["application/json"]]],"notes":["The replies were simulated by a server that ended with the run: start it again with ''assay serve'' and the suite''s models file, and set PORT to its port."],"stream":true,"url":["http://127.0.0.1:","PORT","/v1/chat/completions"]},{"after":["}"],"before":"{\"model\":\"large\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":1,\"messages\":","dialect":"openai_chat","headers":[["content-type",["application/json"]]],"notes":["The replies were simulated by a server that ended with the run: start it again with ''assay serve'' and the suite''s models file, and set PORT to its port."],"stream":true,"url":["http://127.0.0.1:","PORT","/v1/chat/completions"]},{"after":["}"],"before":"{\"model\":\"large\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":0,\"messages\":","dialect":"openai_chat","headers":[["content-type",["application/json"]]],"notes":["The replies were simulated by a server that ended with the run: start it again with ''assay serve'' and the suite''s models file, and set PORT to its port."],"stream":true,"url":["http://127.0.0.1:","PORT","/v1/chat/completions"]},{"after":["}"],"before":"{\"model\":\"large\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":1,\"messages\":","dialect":"openai_chat","headers":[["content-type",["application/json"]]],"notes":["The replies were simulated by a server that ended with the run: start it again with ''assay serve'' and the suite''s models file, and set PORT to its port."],"stream":true,"url":["http://127.0.0.1:","PORT","/v1/chat/completions"]},{"after":["}"],"before":"{\"model\":\"small\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":0,\"messages\":","dialect":"openai_chat","headers":[["content-type",["application/json"]]],"notes":["The replies were simulated by a server that ended with the run: start it again with ''assay serve'' and the suite''s models file, and set PORT to its port."],"stream":true,"url":["http://127.0.0.1:","PORT","/v1/chat/completions"]},{"after":["}"],"before":"{\"model\":\"small\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":1,\"messages\":","dialect":"openai_chat","headers":[["content-type",["application/json"]]],"notes":["The replies were simulated by a server that ended with the run: start it again with ''assay serve'' and the suite''s models file, and set PORT to its port."],"stream":true,"url":["http://127.0.0.1:","PORT","/v1/chat/completions"]},{"after":["}"],"before":"{\"model\":\"small\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":0,\"messages\":","dialect":"openai_chat","headers":[["content-type",["application/json"]]],"notes":["The replies were simulated by a server that ended with the run: start it again with ''assay serve'' and the suite''s models file, and set PORT to its port."],"stream":true,"url":["http://127.0.0.1:","PORT","/v1/chat/completions"]},{"after":["}"],"before":"{\"model\":\"small\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"temperature\":1,\"messages\":","dialect":"openai_chat","headers":[["content-type",["application/json"]]],"notes":["The replies were simulated by a server that ended with the run: start it again with ''assay serve'' and the suite''s models file, and set PORT to its port."],"stream":true,"url":["http://127.0.0.1:","PORT","/v1/chat/completions"]}],"selection":{"--repeats":["1"]},"sessions":[{"client_delay_p99_ms":46.137344,"lanes":[{"concurrency":4,"events":[],"events_left_out":0,"learned":{},"lowest_concurrency":4,"name":"demo","paused_ms":0.0,"pauses":0,"rate_limited":0,"rpm":null,"tpm":null}],"loop_lag_p99_ms":41.94304}],"simulated":true,"variable_hashes":{"four":{"n":"2bf175f9"},"one":{"n":"391552c0"},"three":{"n":"a4aab3f1"},"two":{"n":"cc11310c"}},"variants":[{"axes":{"temperature":0},"dialect":"openai_chat","id":"large/plain temperature=0","model":"large","model_id":"large","params":{"temperature":0},"price":{"input":2500000,"output":10000000},"prompt":"plain","provider":"demo"},{"axes":{"temperature":1},"dialect":"openai_chat","id":"large/plain temperature=1","model":"large","model_id":"large","params":{"temperature":1},"price":{"input":2500000,"output":10000000},"prompt":"plain","provider":"demo"},{"axes":{"temperature":0},"dialect":"openai_chat","id":"large/terse temperature=0","model":"large","model_id":"large","params":{"temperature":0},"price":{"input":2500000,"output":10000000},"prompt":"terse","provider":"demo"},{"axes":{"temperature":1},"dialect":"openai_chat","id":"large/terse temperature=1","model":"large","model_id":"large","params":{"temperature":1},"price":{"input":2500000,"output":10000000},"prompt":"terse","provider":"demo"},{"axes":{"temperature":0},"dialect":"openai_chat","id":"small/plain temperature=0","model":"small","model_id":"small","params":{"temperature":0},"price":{"input":100000,"output":400000},"prompt":"plain","provider":"demo"},{"axes":{"temperature":1},"dialect":"openai_chat","id":"small/plain temperature=1","model":"small","model_id":"small","params":{"temperature":1},"price":{"input":100000,"output":400000},"prompt":"plain","provider":"demo"},{"axes":{"temperature":0},"dialect":"openai_chat","id":"small/terse temperature=0","model":"small","model_id":"small","params":{"temperature":0},"price":{"input":100000,"output":400000},"prompt":"terse","provider":"demo"},{"axes":{"temperature":1},"dialect":"openai_chat","id":"small/terse temperature=1","model":"small","model_id":"small","params":{"temperature":1},"price":{"input":100000,"output":400000},"prompt":"terse","provider":"demo"}],"version":1}');
CREATE TABLE run_case (
  run            INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  id             TEXT    NOT NULL,
  tags           TEXT    NOT NULL,
  PRIMARY KEY (run, case_index)
) STRICT, WITHOUT ROWID;
INSERT INTO run_case VALUES(1,0,'one','["odd"]');
INSERT INTO run_case VALUES(1,1,'two','["even"]');
INSERT INTO run_case VALUES(1,2,'three','["odd","prime"]');
INSERT INTO run_case VALUES(1,3,'four','["even"]');
CREATE TABLE question (
  question       INTEGER PRIMARY KEY,
  run            INTEGER NOT NULL,
  prompt         INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  messages       TEXT    NOT NULL,
  UNIQUE (run, prompt, case_index)
) STRICT;
INSERT INTO question VALUES(1,1,1,2,'[{"role":"system","content":"One sentence."},{"role":"user","content":"The double of 3?"}]');
INSERT INTO question VALUES(2,1,0,2,'[{"role":"user","content":"What is the double of 3?"}]');
INSERT INTO question VALUES(3,1,0,0,'[{"role":"user","content":"What is the double of 1?"}]');
INSERT INTO question VALUES(4,1,1,0,'[{"role":"system","content":"One sentence."},{"role":"user","content":"The double of 1?"}]');
INSERT INTO question VALUES(5,1,0,1,'[{"role":"user","content":"What is the double of 2?"}]');
INSERT INTO question VALUES(6,1,1,1,'[{"role":"system","content":"One sentence."},{"role":"user","content":"The double of 2?"}]');
INSERT INTO question VALUES(7,1,0,3,'[{"role":"user","content":"What is the double of 4?"}]');
INSERT INTO question VALUES(8,1,1,3,'[{"role":"system","content":"One sentence."},{"role":"user","content":"The double of 4?"}]');
CREATE TABLE attempt (
  run               INTEGER NOT NULL,
  attempt           INTEGER NOT NULL,
  key               BLOB    NOT NULL,
  case_index        INTEGER NOT NULL,
  variant           INTEGER NOT NULL,
  repeat            INTEGER NOT NULL,
  number            INTEGER NOT NULL,
  started_at        TEXT    NOT NULL,
  settled           INTEGER NOT NULL DEFAULT 0,
  http_status       INTEGER,
  sent_ns           INTEGER,
  first_byte_ns     INTEGER,
  first_reasoning_ns INTEGER,
  first_answer_ns   INTEGER,
  last_token_ns     INTEGER,
  done_ns           INTEGER,
  cost_picos        INTEGER,
  failure_kind      TEXT,
  failure_retryable INTEGER,
  failure_retry_after_ns INTEGER,
  failure_http_status INTEGER,
  failure_message   TEXT,
  failure_code      TEXT, worst_picos INTEGER, pieces INTEGER, longest_gap_ns INTEGER,
  PRIMARY KEY (run, attempt)
) STRICT, WITHOUT ROWID;
INSERT INTO attempt VALUES(1,1,X'f973d4992ccda67e8145be6d2593ebc30471d759ee0e6dea1947600b36dcfcb9',2,0,0,1,'2026-11-27T15:59:13Z',1,200,23018266,86299690,86336609,86416849,86416849,86515625,150000000,NULL,NULL,NULL,NULL,NULL,NULL,82302500000,4,27281);
INSERT INTO attempt VALUES(1,2,X'450f407a1de41c21c04c882b38341af43494a8badb482d45a60d7b7e52e79901',2,1,0,1,'2026-11-27T15:59:13Z',1,200,23150072,86040144,86075330,86155240,86155240,86278100,150000000,NULL,NULL,NULL,NULL,NULL,NULL,82302500000,4,26790);
INSERT INTO attempt VALUES(1,3,X'be09dee51243426d2a5b2c40cfe7e2980d5b04919ed2d131abbf24af9611a16c',2,2,0,1,'2026-11-27T15:59:13Z',1,200,23171944,85829890,85868302,85922674,85922674,86019285,137500000,NULL,NULL,NULL,NULL,NULL,NULL,82392500000,3,27281);
INSERT INTO attempt VALUES(1,4,X'5c4bae4dbf0db3b8a3703f4fafd2ea0b062ba39172f452aa065c92cd844e9c06',2,3,0,1,'2026-11-27T15:59:13Z',1,200,23186631,85503579,85603396,85679248,85679248,85792019,137500000,NULL,NULL,NULL,NULL,NULL,NULL,82392500000,3,47359);
INSERT INTO attempt VALUES(1,5,X'3fccc842b76d64b7a33cbcd3f233f86fe439f3f1578b508601fb5ddbe8381bfc',2,4,0,1,'2026-11-27T15:59:13Z',1,200,44591785,73054726,NULL,73088590,73088590,73190410,2400000,NULL,NULL,NULL,NULL,NULL,NULL,3292100000,1,NULL);
INSERT INTO attempt VALUES(1,6,X'e1a881dd739322cbbd7a84873a58f72ebeb754e83d61b9e5d88e624694989e27',2,5,0,1,'2026-11-27T15:59:13Z',1,200,44633182,72621635,NULL,72706634,72706634,72836528,2400000,NULL,NULL,NULL,NULL,NULL,NULL,3292100000,1,NULL);
INSERT INTO attempt VALUES(1,7,X'53968946ba94ffa08a2aa107ef6f2e807f39a1bd0a91c326c4729a7b9754b7aa',2,6,0,1,'2026-11-27T15:59:13Z',1,200,44642229,72872425,NULL,72908823,72940122,73035160,2700000,NULL,NULL,NULL,NULL,NULL,NULL,3295700000,2,31299);
INSERT INTO attempt VALUES(1,8,X'e18b5f086dc44e8f063fb143d7ef9a40bfc1a997606816ce3da4985a45477183',2,7,0,1,'2026-11-27T15:59:13Z',1,200,44651126,73209135,NULL,73243410,73243410,73339840,2700000,NULL,NULL,NULL,NULL,NULL,NULL,3295700000,1,NULL);
INSERT INTO attempt VALUES(1,9,X'3cf52c7bf8705b9adecbc6bcead74a0b86f04ad95573dee12ba7283d20b680d6',0,0,0,1,'2026-11-27T15:59:13Z',1,200,272250,39967176,40015226,40172650,40172650,40310989,150000000,NULL,NULL,NULL,NULL,NULL,NULL,82302500000,4,66695);
INSERT INTO attempt VALUES(1,10,X'9efd30cf2a06e1fc25201dc40db5990ca1ed386b29b6dff1d44d1fa333cb63a1',0,1,0,1,'2026-11-27T15:59:13Z',1,200,298940,39272044,39380938,39495212,39495212,39639532,150000000,NULL,NULL,NULL,NULL,NULL,NULL,82302500000,4,39053);
INSERT INTO attempt VALUES(1,11,X'092711a74e6df18ee8e0c97575fe07acd3dc711e0f60c5728334bbfafca3c07d',0,2,0,1,'2026-11-27T15:59:13Z',1,200,314500,94963906,95058052,95120599,95120599,95252356,137500000,NULL,NULL,NULL,NULL,NULL,NULL,82392500000,3,31730);
INSERT INTO attempt VALUES(1,12,X'992e834b38460670d64f7dbd3348fdbdec6c2f9923b13c8f411442b63dc0c6f4',0,3,0,1,'2026-11-27T15:59:13Z',1,200,322003,39685598,39735121,39807076,39807076,39932831,137500000,NULL,NULL,NULL,NULL,NULL,NULL,82392500000,3,36188);
INSERT INTO attempt VALUES(1,13,X'4f9c15f4da6ea7509b8d64ebba4f1c14caf62173fed057dafd9ffdb772836bb7',0,4,0,1,'2026-11-27T15:59:13Z',1,200,591467,54945734,NULL,54985469,54985469,55096346,2400000,NULL,NULL,NULL,NULL,NULL,NULL,3292100000,1,NULL);
INSERT INTO attempt VALUES(1,14,X'a47162a5df1129fb1f8c6190bc91fc537305e04b6bd97582b8ff0591ea3f78b9',0,5,0,1,'2026-11-27T15:59:13Z',1,200,621614,55128086,NULL,55166808,55200471,55303023,2400000,NULL,NULL,NULL,NULL,NULL,NULL,3292100000,2,33663);
INSERT INTO attempt VALUES(1,15,X'0524f54b410c8073d6f9c563a41fe7be94ea4d570118e21801dd841f03fd845d',0,6,0,1,'2026-11-27T15:59:13Z',1,200,631963,55321087,NULL,55358698,55358698,55463073,2700000,NULL,NULL,NULL,NULL,NULL,NULL,3295700000,1,NULL);
INSERT INTO attempt VALUES(1,16,X'a04d838da314d763274825f564582cfdbb996d2c1a17bf0e327231f52e1aedd5',0,7,0,1,'2026-11-27T15:59:13Z',1,200,447518,43128155,NULL,43219435,43258268,43403490,2700000,NULL,NULL,NULL,NULL,NULL,NULL,3295700000,2,38833);
INSERT INTO attempt VALUES(1,17,X'170bcfda4f48843c6ea981ff946328c585336e6bd169b333029405cb9bd2e869',1,0,0,1,'2026-11-27T15:59:13Z',1,200,469209,87483998,87572564,87663053,87663053,87778970,150000000,NULL,NULL,NULL,NULL,NULL,NULL,82302500000,4,31219);
INSERT INTO attempt VALUES(1,18,X'13043262af686d99b3fc75e454acc2247dfc3af4ce63c95d979c21f8a92f28a2',1,1,0,1,'2026-11-27T15:59:13Z',1,200,476683,88255753,88293053,88404662,88404662,88506903,150000000,NULL,NULL,NULL,NULL,NULL,NULL,82302500000,4,53089);
INSERT INTO attempt VALUES(1,19,X'b323074bb051300d1566bc46a7923baa098b7cba2a9db24c907af8b0bd84a04f',1,2,0,1,'2026-11-27T15:59:13Z',1,200,484317,87812022,87851035,87909515,87909515,88011375,137500000,NULL,NULL,NULL,NULL,NULL,NULL,82392500000,3,29335);
INSERT INTO attempt VALUES(1,20,X'9cbad25b0efafaf07feed9ec12c7b26778ebb01c21094c72615da74151d6ee1d',1,3,0,1,'2026-11-27T15:59:13Z',1,200,227687,44462594,44500986,44558764,44558764,44659913,137500000,NULL,NULL,NULL,NULL,NULL,NULL,82392500000,3,29215);
INSERT INTO attempt VALUES(1,21,X'6d837d93f87c1e1c32ce23ef5ede47d20606523f2a585d0867f437387467e959',1,4,0,1,'2026-11-27T15:59:13Z',1,200,183624,35069734,NULL,35106663,35106663,35204836,2400000,NULL,NULL,NULL,NULL,NULL,NULL,3292100000,1,NULL);
INSERT INTO attempt VALUES(1,22,X'5ba24969244360cfe2eb9ba12022ea18e51584d36cd0539690dbb614ba6e65a8',1,5,0,1,'2026-11-27T15:59:13Z',1,200,208751,35224403,NULL,35258247,35258247,35355148,2400000,NULL,NULL,NULL,NULL,NULL,NULL,3292100000,1,NULL);
INSERT INTO attempt VALUES(1,23,X'801663bbf208416b02f6a5fe38cd08245aeab82ab922f9b667d7703b1017d7b8',1,6,0,1,'2026-11-27T15:59:13Z',1,200,216966,34624189,NULL,34712705,34712705,34859340,2700000,NULL,NULL,NULL,NULL,NULL,NULL,3295700000,1,NULL);
INSERT INTO attempt VALUES(1,24,X'8c59df65bbb752bdc75bf6724761ca68bb1270cef87ffba6c6ec5535f3dcd24e',1,7,0,1,'2026-11-27T15:59:13Z',1,200,224881,34891039,NULL,34927728,34927728,35027544,2700000,NULL,NULL,NULL,NULL,NULL,NULL,3295700000,1,NULL);
INSERT INTO attempt VALUES(1,25,X'6396436bcb8e858483c70a38e45bd9e541df905c77e85bacb541076a4a5131d1',3,0,0,1,'2026-11-27T15:59:13Z',1,200,354764,39974238,40020304,40100034,40100034,40200231,150000000,NULL,NULL,NULL,NULL,NULL,NULL,82302500000,4,27472);
INSERT INTO attempt VALUES(1,26,X'd1826484efccd207aeca86a0f0b96b302b2e6094199b684e126fdb49057f59fc',3,1,0,1,'2026-11-27T15:59:13Z',1,200,379981,39214315,39307139,39392739,39446831,39561345,150000000,NULL,NULL,NULL,NULL,NULL,NULL,82302500000,5,54092);
INSERT INTO attempt VALUES(1,27,X'1434d112af316b6072fb3ddd5065076c2313a5465e878a8e38ef4ee506581ad2',3,2,0,1,'2026-11-27T15:59:13Z',1,200,388227,79719988,79762037,79826658,79826658,79939369,137500000,NULL,NULL,NULL,NULL,NULL,NULL,82392500000,3,32751);
INSERT INTO attempt VALUES(1,28,X'ea3cb91527d88e50a6235d7a02203b1618609d8231d4bf931021e7f156927c1e',3,3,0,1,'2026-11-27T15:59:13Z',1,200,395891,79971039,80012677,80075624,80075624,80175351,127500000,NULL,NULL,NULL,NULL,NULL,NULL,82392500000,3,31829);
INSERT INTO attempt VALUES(1,29,X'b68288249ae3864289e6147c8ff4d09fdaf76ffd561e2a8f08f50edcecee1c38',3,4,0,1,'2026-11-27T15:59:13Z',1,200,154670,39535888,NULL,39633821,39633821,39795824,2000000,NULL,NULL,NULL,NULL,NULL,NULL,3292100000,1,NULL);
INSERT INTO attempt VALUES(1,30,X'36071cd9e247dde6b7195a86feca4718ae2f423178ea8e565e45360fa6ca6f01',3,5,0,1,'2026-11-27T15:59:13Z',1,200,38612,39324772,NULL,39367341,39367341,39487677,2400000,NULL,NULL,NULL,NULL,NULL,NULL,3292100000,1,NULL);
INSERT INTO attempt VALUES(1,31,X'fa405d289bea269d21e8c56c3caed7143986417e8d544a90113aa510ecf6c589',3,6,0,1,'2026-11-27T15:59:13Z',1,200,376556,39060908,NULL,39182255,39182255,39372411,2700000,NULL,NULL,NULL,NULL,NULL,NULL,3295700000,1,NULL);
INSERT INTO attempt VALUES(1,32,X'3db270a360098c54d49dead08d0d752da625b957bb2ee19666061085781c6f26',3,7,0,1,'2026-11-27T15:59:13Z',1,200,400921,71077955,NULL,71194243,71194243,71396953,2300000,NULL,NULL,NULL,NULL,NULL,NULL,3295700000,1,NULL);
CREATE TABLE reply (
  reply             INTEGER PRIMARY KEY,
  key_prefix        INTEGER NOT NULL,
  key               BLOB    NOT NULL,
  sent_ns           INTEGER,
  first_byte_ns     INTEGER,
  first_reasoning_ns INTEGER,
  first_answer_ns   INTEGER,
  last_token_ns     INTEGER,
  done_ns           INTEGER,
  cost_picos        INTEGER,
  body              TEXT    NOT NULL
, pieces INTEGER, longest_gap_ns INTEGER) STRICT;
INSERT INTO reply VALUES(1,6650600923683730360,X'5c4bae4dbf0db3b8a3703f4fafd2ea0b062ba39172f452aa065c92cd844e9c06',23186631,85503579,85603396,85679248,85679248,85792019,137500000,'{"answer":"It is twice 3.","reasoning":"The double of 3? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-216080021b084061","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":11,"reasoning":7}}',3,47359);
INSERT INTO reply VALUES(2,-4753022856277573011,X'be09dee51243426d2a5b2c40cfe7e2980d5b04919ed2d131abbf24af9611a16c',23171944,85829890,85868302,85922674,85922674,86019285,137500000,'{"answer":"It is twice 3.","reasoning":"The double of 3? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-f23af9740f02af9d","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":11,"reasoning":7}}',3,27281);
INSERT INTO reply VALUES(3,4976267006499363873,X'450f407a1de41c21c04c882b38341af43494a8badb482d45a60d7b7e52e79901',23150072,86040144,86075330,86155240,86155240,86278100,150000000,'{"answer":"It is twice 3.","reasoning":"What is the double of 3? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-fed016ccebb20e78","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":13,"reasoning":9}}',4,26790);
INSERT INTO reply VALUES(4,-471799781597010306,X'f973d4992ccda67e8145be6d2593ebc30471d759ee0e6dea1947600b36dcfcb9',23018266,86299690,86336609,86416849,86416849,86515625,150000000,'{"answer":"It is twice 3.","reasoning":"What is the double of 3? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-83f282c42e36a7b7","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":13,"reasoning":9}}',4,27281);
INSERT INTO reply VALUES(5,-2186354830961597749,X'e1a881dd739322cbbd7a84873a58f72ebeb754e83d61b9e5d88e624694989e27',44633182,72621635,NULL,72706634,72706634,72836528,2400000,'{"answer":"It is twice 3.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-6b3ca6dd9f20f690","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(6,6023152488525660064,X'53968946ba94ffa08a2aa107ef6f2e807f39a1bd0a91c326c4729a7b9754b7aa',44642229,72872425,NULL,72908823,72940122,73035160,2700000,'{"answer":"I cannot count.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-0543f8fa8f9caf6c","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',2,31299);
INSERT INTO reply VALUES(7,4597269508509230263,X'3fccc842b76d64b7a33cbcd3f233f86fe439f3f1578b508601fb5ddbe8381bfc',44591785,73054726,NULL,73088590,73088590,73190410,2400000,'{"answer":"It is twice 3.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-648d7d5efa9f29ec","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(8,-2194555903607026033,X'e18b5f086dc44e8f063fb143d7ef9a40bfc1a997606816ce3da4985a45477183',44651126,73209135,NULL,73243410,73243410,73339840,2700000,'{"answer":"It is twice 3.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-e4567ca04ee3f10c","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(9,-6990377380287684100,X'9efd30cf2a06e1fc25201dc40db5990ca1ed386b29b6dff1d44d1fa333cb63a1',298940,39272044,39380938,39495212,39495212,39639532,150000000,'{"answer":"It is twice 1.","reasoning":"What is the double of 1? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-c9f07679477da69c","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":13,"reasoning":9}}',4,39053);
INSERT INTO reply VALUES(10,-7408839977887988112,X'992e834b38460670d64f7dbd3348fdbdec6c2f9923b13c8f411442b63dc0c6f4',322003,39685598,39735121,39807076,39807076,39932831,137500000,'{"answer":"It is twice 1.","reasoning":"The double of 1? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-1d36cb2121b61668","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":11,"reasoning":7}}',3,36188);
INSERT INTO reply VALUES(11,4392465922530499482,X'3cf52c7bf8705b9adecbc6bcead74a0b86f04ad95573dee12ba7283d20b680d6',272250,39967176,40015226,40172650,40172650,40310989,150000000,'{"answer":"It is twice 1.","reasoning":"What is the double of 1? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-a577f07c2fd55df4","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":13,"reasoning":9}}',4,66695);
INSERT INTO reply VALUES(12,659515280706105742,X'092711a74e6df18ee8e0c97575fe07acd3dc711e0f60c5728334bbfafca3c07d',314500,94963906,95058052,95120599,95120599,95252356,137500000,'{"answer":"It is twice 1.","reasoning":"The double of 1? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-043731bb444b0420","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":11,"reasoning":7}}',3,31730);
INSERT INTO reply VALUES(13,5736484166744057680,X'4f9c15f4da6ea7509b8d64ebba4f1c14caf62173fed057dafd9ffdb772836bb7',591467,54945734,NULL,54985469,54985469,55096346,2400000,'{"answer":"It is twice 1.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-1ec2c084996b5621","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(14,-6597383514569496069,X'a47162a5df1129fb1f8c6190bc91fc537305e04b6bd97582b8ff0591ea3f78b9',621614,55128086,NULL,55166808,55200471,55303023,2400000,'{"answer":"I cannot count.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-aca30a8027ac30c9","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',2,33663);
INSERT INTO reply VALUES(15,370690772913913971,X'0524f54b410c8073d6f9c563a41fe7be94ea4d570118e21801dd841f03fd845d',631963,55321087,NULL,55358698,55358698,55463073,2700000,'{"answer":"It is twice 1.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-2314f14e2ca3e754","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(16,-6895710810084681885,X'a04d838da314d763274825f564582cfdbb996d2c1a17bf0e327231f52e1aedd5',447518,43128155,NULL,43219435,43258268,43403490,2700000,'{"answer":"I cannot count.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-f15f93427c15a1d9","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',2,38833);
INSERT INTO reply VALUES(17,1660649424156132412,X'170bcfda4f48843c6ea981ff946328c585336e6bd169b333029405cb9bd2e869',469209,87483998,87572564,87663053,87663053,87778970,150000000,'{"answer":"It is twice 2.","reasoning":"What is the double of 2? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-b7f396850e37d04b","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":13,"reasoning":9}}',4,31219);
INSERT INTO reply VALUES(18,-5538575095073525747,X'b323074bb051300d1566bc46a7923baa098b7cba2a9db24c907af8b0bd84a04f',484317,87812022,87851035,87909515,87909515,88011375,137500000,'{"answer":"It is twice 2.","reasoning":"The double of 2? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-d06c3a1916203c74","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":11,"reasoning":7}}',3,29335);
INSERT INTO reply VALUES(19,-7153173769589425424,X'9cbad25b0efafaf07feed9ec12c7b26778ebb01c21094c72615da74151d6ee1d',227687,44462594,44500986,44558764,44558764,44659913,137500000,'{"answer":"It is twice 2.","reasoning":"The double of 2? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-4e9b0fbda99c8a5c","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":11,"reasoning":7}}',3,29215);
INSERT INTO reply VALUES(20,1370275586058513817,X'13043262af686d99b3fc75e454acc2247dfc3af4ce63c95d979c21f8a92f28a2',476683,88255753,88293053,88404662,88404662,88506903,150000000,'{"answer":"It is twice 2.","reasoning":"What is the double of 2? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-a24c2213178df9ea","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":13,"reasoning":9}}',4,53089);
INSERT INTO reply VALUES(21,-9217069928496479893,X'801663bbf208416b02f6a5fe38cd08245aeab82ab922f9b667d7703b1017d7b8',216966,34624189,NULL,34712705,34712705,34859340,2700000,'{"answer":"It is twice 2.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-c51e04f9a72c45b5","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(22,-8333384007438347587,X'8c59df65bbb752bdc75bf6724761ca68bb1270cef87ffba6c6ec5535f3dcd24e',224881,34891039,NULL,34927728,34927728,35027544,2700000,'{"answer":"It is twice 2.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-fd81842dd46a02ce","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(23,7891289046565789212,X'6d837d93f87c1e1c32ce23ef5ede47d20606523f2a585d0867f437387467e959',183624,35069734,NULL,35106663,35106663,35204836,2400000,'{"answer":"It is twice 2.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-4ae9944f75c05f33","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(24,6602920719607357647,X'5ba24969244360cfe2eb9ba12022ea18e51584d36cd0539690dbb614ba6e65a8',208751,35224403,NULL,35258247,35258247,35355148,2400000,'{"answer":"It is twice 2.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-095b53178fa287f2","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(25,-3350004650688589305,X'd1826484efccd207aeca86a0f0b96b302b2e6094199b684e126fdb49057f59fc',379981,39214315,39307139,39392739,39446831,39561345,150000000,'{"answer":"I cannot count.","reasoning":"What is the double of 4? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-53d518e1eae750c6","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":13,"reasoning":9}}',5,54092);
INSERT INTO reply VALUES(26,7175997186517140868,X'6396436bcb8e858483c70a38e45bd9e541df905c77e85bacb541076a4a5131d1',354764,39974238,40020304,40100034,40100034,40200231,150000000,'{"answer":"It is twice 4.","reasoning":"What is the double of 4? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-0cc4e9ce554f43e4","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":13,"reasoning":9}}',4,27472);
INSERT INTO reply VALUES(27,-5295520521035479486,X'b68288249ae3864289e6147c8ff4d09fdaf76ffd561e2a8f08f50edcecee1c38',154670,39535888,NULL,39633821,39633821,39795824,2000000,'{"answer":"It is half.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-f21f2ab4829eb32c","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":3,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(28,3893112125014924774,X'36071cd9e247dde6b7195a86feca4718ae2f423178ea8e565e45360fa6ca6f01',38612,39324772,NULL,39367341,39367341,39487677,2400000,'{"answer":"It is twice 4.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-5e44a39840a095f7","system_fingerprint":"fp_simulated","usage":{"input":8,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(29,1456018457726380896,X'1434d112af316b6072fb3ddd5065076c2313a5465e878a8e38ef4ee506581ad2',388227,79719988,79762037,79826658,79826658,79939369,137500000,'{"answer":"It is twice 4.","reasoning":"The double of 4? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-0325fabd69d9deab","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":11,"reasoning":7}}',3,32751);
INSERT INTO reply VALUES(30,-1568175069717819824,X'ea3cb91527d88e50a6235d7a02203b1618609d8231d4bf931021e7f156927c1e',395891,79971039,80012677,80075624,80075624,80175351,127500000,'{"answer":"It is half.","reasoning":"The double of 4? Let me see.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:large","id":"chatcmpl-a393a1e9bb54485a","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":10,"reasoning":7}}',3,31829);
INSERT INTO reply VALUES(31,-414228736722196835,X'fa405d289bea269d21e8c56c3caed7143986417e8d544a90113aa510ecf6c589',376556,39060908,NULL,39182255,39182255,39372411,2700000,'{"answer":"It is twice 4.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-0539dd5ce9b9dfdf","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":4,"reasoning":0}}',1,NULL);
INSERT INTO reply VALUES(32,4445739629161319508,X'3db270a360098c54d49dead08d0d752da625b957bb2ee19666061085781c6f26',400921,71077955,NULL,71194243,71194243,71396953,2300000,'{"answer":"It is half.","finish_reason":"stop","native_finish_reason":"stop","model":"simulated:small","id":"chatcmpl-2f33c22ef5792cc3","system_fingerprint":"fp_simulated","usage":{"input":11,"cached_input":0,"cache_write":0,"output":3,"reasoning":0}}',1,NULL);
CREATE TABLE cell (
  run               INTEGER NOT NULL,
  case_index        INTEGER NOT NULL,
  variant           INTEGER NOT NULL,
  repeat            INTEGER NOT NULL,
  key               BLOB    NOT NULL,
  reply             INTEGER,
  question          INTEGER,
  cached            INTEGER NOT NULL,
  attempts          INTEGER NOT NULL,
  spent_picos       INTEGER,
  failure_kind      TEXT,
  failure_retryable INTEGER,
  failure_retry_after_ns INTEGER,
  failure_http_status INTEGER,
  failure_message   TEXT,
  failure_code      TEXT,
  PRIMARY KEY (run, case_index, variant, repeat)
) STRICT, WITHOUT ROWID;
INSERT INTO cell VALUES(1,0,0,0,X'3cf52c7bf8705b9adecbc6bcead74a0b86f04ad95573dee12ba7283d20b680d6',11,3,0,1,150000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,0,1,0,X'9efd30cf2a06e1fc25201dc40db5990ca1ed386b29b6dff1d44d1fa333cb63a1',9,3,0,1,150000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,0,2,0,X'092711a74e6df18ee8e0c97575fe07acd3dc711e0f60c5728334bbfafca3c07d',12,4,0,1,137500000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,0,3,0,X'992e834b38460670d64f7dbd3348fdbdec6c2f9923b13c8f411442b63dc0c6f4',10,4,0,1,137500000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,0,4,0,X'4f9c15f4da6ea7509b8d64ebba4f1c14caf62173fed057dafd9ffdb772836bb7',13,3,0,1,2400000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,0,5,0,X'a47162a5df1129fb1f8c6190bc91fc537305e04b6bd97582b8ff0591ea3f78b9',14,3,0,1,2400000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,0,6,0,X'0524f54b410c8073d6f9c563a41fe7be94ea4d570118e21801dd841f03fd845d',15,4,0,1,2700000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,0,7,0,X'a04d838da314d763274825f564582cfdbb996d2c1a17bf0e327231f52e1aedd5',16,4,0,1,2700000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,1,0,0,X'170bcfda4f48843c6ea981ff946328c585336e6bd169b333029405cb9bd2e869',17,5,0,1,150000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,1,1,0,X'13043262af686d99b3fc75e454acc2247dfc3af4ce63c95d979c21f8a92f28a2',20,5,0,1,150000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,1,2,0,X'b323074bb051300d1566bc46a7923baa098b7cba2a9db24c907af8b0bd84a04f',18,6,0,1,137500000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,1,3,0,X'9cbad25b0efafaf07feed9ec12c7b26778ebb01c21094c72615da74151d6ee1d',19,6,0,1,137500000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,1,4,0,X'6d837d93f87c1e1c32ce23ef5ede47d20606523f2a585d0867f437387467e959',23,5,0,1,2400000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,1,5,0,X'5ba24969244360cfe2eb9ba12022ea18e51584d36cd0539690dbb614ba6e65a8',24,5,0,1,2400000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,1,6,0,X'801663bbf208416b02f6a5fe38cd08245aeab82ab922f9b667d7703b1017d7b8',21,6,0,1,2700000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,1,7,0,X'8c59df65bbb752bdc75bf6724761ca68bb1270cef87ffba6c6ec5535f3dcd24e',22,6,0,1,2700000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,2,0,0,X'f973d4992ccda67e8145be6d2593ebc30471d759ee0e6dea1947600b36dcfcb9',4,2,0,1,150000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,2,1,0,X'450f407a1de41c21c04c882b38341af43494a8badb482d45a60d7b7e52e79901',3,2,0,1,150000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,2,2,0,X'be09dee51243426d2a5b2c40cfe7e2980d5b04919ed2d131abbf24af9611a16c',2,1,0,1,137500000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,2,3,0,X'5c4bae4dbf0db3b8a3703f4fafd2ea0b062ba39172f452aa065c92cd844e9c06',1,1,0,1,137500000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,2,4,0,X'3fccc842b76d64b7a33cbcd3f233f86fe439f3f1578b508601fb5ddbe8381bfc',7,2,0,1,2400000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,2,5,0,X'e1a881dd739322cbbd7a84873a58f72ebeb754e83d61b9e5d88e624694989e27',5,2,0,1,2400000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,2,6,0,X'53968946ba94ffa08a2aa107ef6f2e807f39a1bd0a91c326c4729a7b9754b7aa',6,1,0,1,2700000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,2,7,0,X'e18b5f086dc44e8f063fb143d7ef9a40bfc1a997606816ce3da4985a45477183',8,1,0,1,2700000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,3,0,0,X'6396436bcb8e858483c70a38e45bd9e541df905c77e85bacb541076a4a5131d1',26,7,0,1,150000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,3,1,0,X'd1826484efccd207aeca86a0f0b96b302b2e6094199b684e126fdb49057f59fc',25,7,0,1,150000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,3,2,0,X'1434d112af316b6072fb3ddd5065076c2313a5465e878a8e38ef4ee506581ad2',29,8,0,1,137500000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,3,3,0,X'ea3cb91527d88e50a6235d7a02203b1618609d8231d4bf931021e7f156927c1e',30,8,0,1,127500000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,3,4,0,X'b68288249ae3864289e6147c8ff4d09fdaf76ffd561e2a8f08f50edcecee1c38',27,7,0,1,2000000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,3,5,0,X'36071cd9e247dde6b7195a86feca4718ae2f423178ea8e565e45360fa6ca6f01',28,7,0,1,2400000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,3,6,0,X'fa405d289bea269d21e8c56c3caed7143986417e8d544a90113aa510ecf6c589',31,8,0,1,2700000,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO cell VALUES(1,3,7,0,X'3db270a360098c54d49dead08d0d752da625b957bb2ee19666061085781c6f26',32,8,0,1,2300000,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE score (
  run            INTEGER NOT NULL,
  case_index     INTEGER NOT NULL,
  variant        INTEGER NOT NULL,
  repeat         INTEGER NOT NULL,
  verdict        TEXT    NOT NULL,
  value          REAL,
  parts          TEXT    NOT NULL,
  PRIMARY KEY (run, case_index, variant, repeat)
) STRICT, WITHOUT ROWID;
INSERT INTO score VALUES(1,0,0,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,0,1,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,0,2,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,0,3,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,0,4,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,0,5,0,'fail',0.66666666666666662965,'[{"name":"contains","verdict":"fail","value":0,"weight":1,"reason":"''twice 1'' does not occur in ''I cannot count.''"},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,0,6,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,0,7,0,'fail',0.66666666666666662965,'[{"name":"contains","verdict":"fail","value":0,"weight":1,"reason":"''twice 1'' does not occur in ''I cannot count.''"},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,1,0,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,1,1,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,1,2,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,1,3,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,1,4,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,1,5,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,1,6,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,1,7,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,2,0,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,2,1,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,2,2,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,2,3,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,2,4,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,2,5,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,2,6,0,'fail',0.66666666666666662965,'[{"name":"contains","verdict":"fail","value":0,"weight":1,"reason":"''twice 3'' does not occur in ''I cannot count.''"},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,2,7,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,3,0,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,3,1,0,'fail',0.66666666666666662965,'[{"name":"contains","verdict":"fail","value":0,"weight":1,"reason":"''twice 4'' does not occur in ''I cannot count.''"},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,3,2,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,3,3,0,'fail',0.66666666666666662965,'[{"name":"contains","verdict":"fail","value":0,"weight":1,"reason":"''twice 4'' does not occur in ''It is half.''"},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,3,4,0,'fail',0.66666666666666662965,'[{"name":"contains","verdict":"fail","value":0,"weight":1,"reason":"''twice 4'' does not occur in ''It is half.''"},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,3,5,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,3,6,0,'pass',1.0,'[{"name":"contains","verdict":"pass","value":1,"weight":1},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
INSERT INTO score VALUES(1,3,7,0,'fail',0.66666666666666662965,'[{"name":"contains","verdict":"fail","value":0,"weight":1,"reason":"''twice 4'' does not occur in ''It is half.''"},{"name":"max_words","verdict":"pass","value":1,"weight":2}]');
CREATE TABLE latest (
  only           INTEGER PRIMARY KEY CHECK (only = 1),
  run            INTEGER NOT NULL
) STRICT;
CREATE TABLE raw_reply (
  run               INTEGER NOT NULL,
  attempt           INTEGER NOT NULL,
  dialect           TEXT    NOT NULL,
  stream_requested  INTEGER NOT NULL,
  http_status       INTEGER NOT NULL,
  content_type      TEXT    NOT NULL,
  body              BLOB    NOT NULL,
  UNIQUE (run, attempt)
) STRICT;
CREATE INDEX reply_by_key ON reply (key_prefix);
CREATE VIEW cells AS
SELECT run.id AS run, run_case.id AS case_id, cell.variant, cell.repeat, score.verdict, score.value,
       json_extract(reply.body, '$.answer') AS answer, cell.failure_kind, cell.failure_message,
       reply.done_ns / 1e6 AS latency_ms, cell.attempts, cell.cached,
       cell.spent_picos / 1e12 AS spent_usd
FROM cell
JOIN run USING (run)
LEFT JOIN run_case ON run_case.run = cell.run AND run_case.case_index = cell.case_index
LEFT JOIN reply ON reply.reply = cell.reply
LEFT JOIN score ON score.run = cell.run AND score.case_index = cell.case_index
               AND score.variant = cell.variant AND score.repeat = cell.repeat;
COMMIT;
