import { number } from '../numbers.js';

/** 访客上传页的中文文本，键与 guest.en.js 相同。 */
export default {
  'guest': '上传图片',
  'guest.drop': '把图片拖到页面任意位置，或直接粘贴',
  'guest.choose': '选择图片',
  'guest.left': n => n ? `还可上传 ${number(n)} 张图片` : '已不能再上传图片',
  'guest.size': most => `每张不超过 ${most}`,
  'guest.kinds': kinds => `仅限 ${kinds}`,
  'guest.until': when => `有效期至 ${when}`,
  'guest.unknown': '这里什么也没有',
  'guest.unknown.hint': '地址不完整或有误，请向发给你链接的人重新索取。',
  'guest.ended': '链接已失效',
  'guest.ended.hint': '链接已过期或被撤销，请向发给你链接的人索取新的。',
  'guest.used': '链接已用完',
  'guest.used.hint': '允许的图片数量已用完，请向发给你链接的人索取新的。',
};
