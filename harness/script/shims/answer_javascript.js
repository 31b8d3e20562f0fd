// Answers with a function or a class of the suite's author, in place of a model.
//
// assay runs it as `node -e TEXT -- file PATH FUNCTION` (docs/programs.md). answer.js is embedded
// behind it.

const isClass = (value) => /^class\b/.test(Function.prototype.toString.call(value));

// A function (prompt, context, options); an object or a class with callApi().
function callable(found, options) {
  if (typeof found === 'function' && (isClass(found) || found.prototype?.callApi)) {
    found = new found(options);
  }
  if (typeof found?.callApi === 'function') return (...all) => found.callApi(...all);
  return typeof found === 'function' ? found : undefined;
}

async function answererIn(file, name, options) {
  const module = await import(pathToFileURL(path.resolve(file)));
  const whole = module.default;
  const candidates = name ? [module[name], whole?.[name]] : [whole, whole?.default, module];
  for (const each of candidates) {
    const found = each && callable(each, options);
    if (found) return found;
  }
  throw new Error(name ? `${file} exports no function or class ${name}`
    : `${file} exports neither a function nor a class with callApi()`);
}

// What it is told of itself.
const optionsOf = (context) => ({ id: context.model, config: context.config ?? {} });

const replyIn = (result) => result;
