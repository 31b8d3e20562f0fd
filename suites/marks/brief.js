// How close an answer comes to being as short as it was asked to be.
module.exports = (output, context) => {
  const sentences = output.split(/[.!?](?:\s|$)/).filter((each) => each.trim()).length;
  const most = context.config.sentences;
  return {
    score: Math.min(1, most / Math.max(1, sentences)) ** 2,
    reason: `${sentences} sentences`,
  };
};
