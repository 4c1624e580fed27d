import { type Environment, EnvironmentError, readEnvironment } from '#config';
import { endpointFindings } from './endpoints.js';
import { type Finding, ok, warning, wrong } from './finding.js';
import { postgresFindings } from './postgres.js';
import { redisFindings } from './redis.js';

const testedNode = 24;

const nodeFinding = (): Finding => {
  const { node } = process.versions;
  return Number.parseInt(node, 10) >= testedNode
    ? ok('node', node)
    : warning('node', node, `Tulia is tested with Node.js ${testedNode}: upgrade.`);
};

const environmentOf = (): Environment | Finding[] => {
  try {
    return readEnvironment();
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return error.problems.map((problem) =>
      wrong('environment', problem, 'See .env.example for what it should be.'),
    );
  }
};

/** Looks at all that the services need, as they would with this environment. Changes nothing. */
export const examineAll = async (): Promise<Finding[]> => {
  const environment = environmentOf();
  if (Array.isArray(environment)) return [nodeFinding(), ...environment];
  const found = await Promise.all([
    postgresFindings(environment),
    redisFindings(environment),
    endpointFindings(environment),
  ]);
  return [nodeFinding(), ok('environment', 'every variable is valid'), ...found.flat()];
};
